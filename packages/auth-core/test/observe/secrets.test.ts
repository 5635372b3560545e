import { inspect } from 'node:util'
import { createSimulator, demoCredentials } from '@pagamio/simulator'
import { expect, test } from 'vitest'
import {
  AccessToken,
  createPagamioAuth,
  isPagamioAuthError,
  logEvents,
  memoryStore,
  PagamioAuthError,
} from '../../src/index.ts'
import { MINUTE, passTime, rejection, scene } from '../support/scene.ts'

const canary = 'CANARY-7f3a9c-secret'

/** Everything a person or a tool could print of a value. */
function printed(value: unknown): string {
  const parts = [inspect(value, { depth: Number.POSITIVE_INFINITY, showHidden: true, getters: true }), String(value)]
  try {
    parts.push(JSON.stringify(value) ?? '')
  } catch {}
  for (let error = value; error instanceof Error; error = error.cause) parts.push(error.stack ?? '', error.message)
  return parts.join('\n')
}

test.each([
  [
    'a network failure that carries the request',
    () =>
      Object.assign(new Error(`failed for ${canary}`), {
        config: { data: canary, headers: { authorization: canary } },
      }),
  ],
  ['a body that is the secret itself', () => new Response(canary)],
  [
    'an error body with the secret',
    () => Response.json({ responseMessage: canary, responseCode: '1', successful: false }, { status: 400 }),
  ],
  [
    'JSON that breaks off behind the secret',
    () => new Response(`{"token":"${canary}`, { headers: { 'content-type': 'application/json' } }),
  ],
  ['unknown fields named like the secret', () => Response.json({ [canary]: 1, data: { [canary]: 2 } })],
  ['a token with a line break', () => Response.json({ token: `${canary}\r\nX-Evil: 1` })],
  [
    'a redirect to a secret place',
    () => new Response(null, { status: 307, headers: { location: `https://evil.example/${canary}` } }),
  ],
  ['a status text', () => new Response(null, { status: 500, statusText: canary })],
  ['an HTML page', () => new Response(`<html>${canary}</html>`, { status: 403 })],
  ['an error with a secret name and code', () => Object.assign(new Error('x'), { name: canary, code: canary })],
])('secrets › %s stays out of errors and events (failure modes 121-123, 126, 127)', async (_name, outcome) => {
  const { auth, events, clock } = scene({
    auth: {
      credentials: { username: canary, password: canary },
      fetch: async () => {
        const made = outcome()
        if (made instanceof Error) throw made
        return made
      },
    },
  })
  const error = await passTime(rejection(auth.getToken()), clock)
  expect(isPagamioAuthError(error)).toBe(true)
  expect(events.length).toBeGreaterThan(0)
  for (const value of [error, events, auth.status(), auth]) expect(printed(value)).not.toContain('CANARY')
})

test('secrets › a working instance prints none, nor do its events and its log lines (failure modes 124, 128)', async () => {
  const lines: string[] = []
  const bodies: string[] = []
  const { auth, events, clock, simulator } = scene({
    auth: { store: memoryStore() },
    between: (send) => async (input, init) => {
      const response = await send(input, init)
      if (String(input).includes('/auth/')) bodies.push(await response.clone().text())
      return response
    },
  })
  logEvents(auth, { info: (line) => lines.push(line), warn: (line) => lines.push(line) })
  const token = await auth.getToken()
  simulator.revokeAll()
  await auth.fetch('/products/categories')
  await clock.advance(26 * MINUTE)
  simulator.failNext('refresh', { kind: 'status', status: 500 })
  await auth.getToken()
  await clock.advance(0)
  const secrets = [demoCredentials.password, token.value]
  for (const body of bodies) {
    const { data } = JSON.parse(body) as { data?: { token: string; refreshToken: string } }
    if (data) secrets.push(data.token, data.refreshToken)
  }
  expect(lines.length).toBeGreaterThan(3)
  for (const value of [auth, events, auth.status(), lines, token, { ...token }]) {
    for (const secret of secrets) {
      // No stretch of a secret either: partial masks are enough to correlate (failure mode 125).
      for (let at = 0; at + 8 <= secret.length; at += 4) expect(printed(value)).not.toContain(secret.slice(at, at + 8))
    }
  }
  expect(JSON.stringify([events, auth.status(), lines])).not.toContain(`"${demoCredentials.username}"`)
})

test('secrets › an AccessToken is redacted, and no header accepts its string (failure mode 124)', () => {
  const token = new AccessToken(canary, 0, 1)
  for (const text of [
    String(token),
    JSON.stringify({ token }),
    inspect(token, { showHidden: true }),
    printed(structuredClone({ ...token })),
  ]) {
    expect(text).not.toContain('CANARY')
  }
  expect(() => new Headers({ authorization: `Bearer ${token}` })).toThrow()
  expect(token.authorization).toBe(`Bearer ${canary}`)
})

test('errors › have a code, a hint, a link, and are told apart across copies of the package', () => {
  const error = new PagamioAuthError('rate_limited', 'Too many.', { retryAfterMs: 1.2 })
  expect(error).toMatchObject({ name: 'PagamioAuthError', code: 'rate_limited', retryAfterMs: 2 })
  expect(error.docs).toContain('#rate_limited')
  expect(error.hint).toContain('5 logins')
  expect(error).not.toHaveProperty('statusCode')
  expect(error).not.toHaveProperty('expose')
  expect(isPagamioAuthError(error)).toBe(true)
  expect(isPagamioAuthError(new Error('other'))).toBe(false)
  expect(isPagamioAuthError(null)).toBe(false)
  const otherCopy = Object.assign(new Error('x'), { [Symbol.for('@pagamio/auth-core/error@1')]: true })
  expect(isPagamioAuthError(otherCopy)).toBe(true)
})

test('errors › a refused connection keeps its code and host, and nothing else', async () => {
  const simulator = createSimulator()
  const { url, close } = await simulator.listen()
  await close()
  const auth = createPagamioAuth({ baseUrl: url, credentials: demoCredentials, timeoutMs: 500 })
  const error = await rejection(auth.getToken())
  expect(error.code).toBe('endpoint_unavailable')
  expect(error.cause).toMatchObject({ code: 'ECONNREFUSED' })
  expect((error.cause as Error).message).toContain(new URL(url).host)
})

test('errors › an untrusted certificate is named with its remedy', async () => {
  const { auth, clock } = scene({
    auth: {
      fetch: async () => {
        throw Object.assign(new TypeError('fetch failed'), {
          cause: Object.assign(new Error('self-signed'), { code: 'SELF_SIGNED_CERT_IN_CHAIN' }),
        })
      },
    },
  })
  expect(await passTime(rejection(auth.getToken()), clock)).toMatchObject({
    hint: expect.stringContaining('NODE_EXTRA_CA_CERTS'),
  })
})

test('answers › a gzip bomb is read no further than 64 KiB (failure mode 130)', async () => {
  const simulator = createSimulator()
  const { url, close } = await simulator.listen()
  simulator.failNext('login', { kind: 'gzip-bomb', megabytes: 200 }, Number.POSITIVE_INFINITY)
  const auth = createPagamioAuth({ baseUrl: url, credentials: demoCredentials, timeoutMs: 200 })
  const before = process.memoryUsage().rss
  const error = await rejection(auth.getToken())
  expect(error.code).toMatch(/unexpected_response|timeout/)
  expect(process.memoryUsage().rss - before).toBeLessThan(100 * 1024 * 1024)
  await auth.close()
  await close()
})

test.each([
  [
    'HTML with 200',
    () => new Response('<html>log in to the wifi</html>', { headers: { 'content-type': 'text/html' } }),
  ],
  ['JSON content type with HTML', () => new Response('<html>', { headers: { 'content-type': 'application/json' } })],
  ['successful: false with 200', () => Response.json({ successful: false, data: { token: 'abc' } })],
  [
    'success: false with 200',
    () => Response.json({ success: false, error: { code: 'X', message: 'no' }, token: 'abc' }),
  ],
  ['no body', () => new Response(null)],
  ['two tokens that differ', () => Response.json({ accessToken: 'a', data: { token: 'b' } })],
  ['inherited fields', () => new Response('{"__proto__":{"token":"evil"}}')],
  ['a token of one megabyte', () => Response.json({ token: 'x'.repeat(1024 * 1024) })],
  ['the word undefined for a token', () => Response.json({ token: undefined })],
])('answers › %s gives no token (failure modes 11-13, 21, 23)', async (_name, answer) => {
  const { auth, clock } = scene({ auth: { fetch: async () => answer() } })
  expect(await passTime(rejection(auth.getToken()), clock)).toMatchObject({ code: 'unexpected_response' })
})
