import type { LogEntry } from '@pagamio/simulator'
import { describe, expect, test } from 'vitest'
import { logHead, logLine } from '../../src/simulate/log-line.ts'

const login: LogEntry = {
  endpoint: 'login',
  method: 'POST',
  path: '/api/v1/auth/token',
  address: '127.0.0.1',
  environment: 'sandbox',
  merchant: 'M-1001',
  generation: 1,
  status: 200,
  outcome: 'ok',
  fault: undefined,
  bodyHash: 'a5c0',
  contentType: 'application/json',
  authorization: 'none',
  userAgent: 'test-client',
  at: 0,
}
const call: LogEntry = { ...login, endpoint: 'categories', method: 'GET', authorization: 'bearer' }
const stranger = { merchant: undefined, generation: undefined }
const refused = { outcome: 'unauthorized', status: 401 } as const
const limited = { outcome: 'rate_limited', status: 429, ...stranger } as const
const nowhere = { endpoint: 'unknown', outcome: 'not_found', status: 404 } as const
const badly = { outcome: 'fault', status: undefined, generation: undefined } as const

const noon = new Date(2025, 10, 1, 12, 0, 5)
const bare = (entry: LogEntry) => logLine(entry, noon, (_style, text) => text)

describe('a line of the log', () => {
  test('has the columns of its head', () => {
    const lines = [
      logHead((_style, text) => text),
      bare(login),
      bare({ ...call, endpoint: 'transactions', method: 'OPTIONS', generation: 1234 }),
      bare({ ...login, ...badly, merchant: undefined, fault: 'hang' }),
    ]
    expect(lines).toEqual([
      'time      method   endpoint      merchant  token  status  outcome',
      '12:00:05  POST     login         M-1001    #1     200     ok',
      '12:00:05  OPTIONS  transactions  M-1001    #1234  200     ok',
      '12:00:05  POST     login         -         -      -       fault: hang',
    ])
  })

  test.each<[string, LogEntry]>([
    ['ok', login],
    ['ok (delay)', { ...login, fault: 'delay' }],
    ['bad request', { ...login, outcome: 'bad_request', status: 400 }],
    ['forbidden', { ...login, outcome: 'forbidden', status: 403 }],
    ['rate limited', { ...login, ...limited }],
    ['blocked', { ...login, outcome: 'blocked', status: 403 }],
    ['aborted', { ...login, outcome: 'aborted', status: undefined }],
    ['fault: lose-answer', { ...login, ...badly, fault: 'lose-answer' }],
    ['fault: status', { ...login, ...badly, fault: 'status', status: 503 }],
    ['unauthorized (wrong username or password)', { ...login, ...refused }],
    ['unauthorized (refresh token is spent, dead or unknown)', { ...login, ...refused, endpoint: 'refresh' }],
    ['unauthorized (no token)', { ...call, ...refused, ...stranger, authorization: 'none' }],
    ['unauthorized (not of the form Bearer <token>)', { ...call, ...refused, ...stranger, authorization: 'other' }],
    ['unauthorized (unknown token)', { ...call, ...refused, ...stranger }],
    ['unauthorized (token has expired or was revoked)', { ...call, ...refused }],
    ['not found', { ...call, outcome: 'not_found', status: 404 }],
    ['not found (/api/v1/auth/login)', { ...call, ...nowhere, path: '/api/v1/auth/login' }],
    ['not found (/purchase does not begin with /api/v1/)', { ...call, ...nowhere, path: '/purchase' }],
    ['not found (/api/v1/merchants/…/product)', { ...call, ...nowhere, path: '/api/v1/merchants/M-1001/product' }],
  ])('says %j', (words, entry) => {
    expect(bare(entry).split(/ {2,}/).at(-1)).toBe(words)
  })

  test.each<[string, LogEntry]>([
    ['green', login],
    ['yellow', { ...login, ...limited }],
    ['yellow', { ...login, ...badly, fault: 'reset' }],
    ['yellow', { ...login, fault: 'delay' }],
    ['red', { ...login, outcome: 'blocked', status: 403 }],
  ])('is %s where that fits', (style, entry) => {
    const painted = logLine(entry, noon, (used, text) => (used === style ? `<${text}>` : text))
    expect(painted).toMatch(/^12:00:05 {2}POST .*<(200|429|403|-) *> {2}<.+>$/)
  })

  test('is left alone where a caller made a mistake', () => {
    const styles: string[] = []
    logLine({ ...login, ...refused }, noon, (style, text) => {
      styles.push(style)
      return text
    })
    expect(new Set(styles)).toEqual(new Set(['dim']))
  })

  test('shows an unknown path, and of it only what is a word: the rest may be anything (failure mode 118)', () => {
    for (const path of ['/api/v1/hunter2', '/hunter2@x', `/${'secret'.repeat(9)}`, '/%1b%5b2J'])
      expect(bare({ ...call, ...nowhere, path })).toMatch(/not found \(\/(api\/v1\/)?…( does not|\))/)
  })
})
