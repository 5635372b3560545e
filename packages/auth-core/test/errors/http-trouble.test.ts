import { expect, test } from 'vitest'
import { type ErrorCode, errorCodes, httpTrouble, PagamioAuthError } from '../../src/index.ts'

test.each<[ErrorCode, number | undefined, number, string | undefined]>([
  ['invalid_credentials', undefined, 502, undefined],
  ['action_required', undefined, 502, undefined],
  ['credentials_unavailable', undefined, 502, undefined],
  ['account_forbidden', 60_000, 503, '60'],
  ['unexpected_response', undefined, 502, undefined],
  ['unexpected_response', 1_200, 503, '2'],
  ['endpoint_unavailable', undefined, 503, '1'],
  ['rate_limited', 59_001, 503, '60'],
  ['address_blocked', undefined, 503, '1'],
  ['timeout', undefined, 503, '1'],
  ['overloaded', undefined, 503, '1'],
  ['invalid_options', undefined, 500, undefined],
  ['insecure_url', undefined, 500, undefined],
  ['closed', undefined, 500, undefined],
])('%s with retryAfterMs %s is a %d to one’s own caller', (code, retryAfterMs, status, retryAfter) => {
  const trouble = httpTrouble(new PagamioAuthError(code, 'What happened.', { status: 401, retryAfterMs }))
  expect(trouble).toEqual({
    status,
    headers: retryAfter === undefined ? {} : { 'retry-after': retryAfter },
    body: { error: code, message: 'What happened.' },
  })
})

test('never a 401 or a 403, whatever the code', () => {
  for (const code of Object.keys(errorCodes) as ErrorCode[])
    expect(httpTrouble(new PagamioAuthError(code, '')).status).toBeGreaterThanOrEqual(500)
})
