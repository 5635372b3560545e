import { expect, test } from 'vitest'
import { assembleAuth, commonOf } from '../../src/create-auth.ts'
import { failure } from '../../src/errors/failure.ts'
import { createBudget, type FetchLike } from '../../src/index.ts'
import { resolveOptions } from '../../src/options/options.ts'
import { manualClock } from '../../src/testing/index.ts'
import type { TokenApi } from '../../src/vendor/token-api.ts'
import { rejection } from '../support/scene.ts'

/** Another vendor, with other paths, bodies, answers, limits and another scheme: nothing else of the core knows. */
const madeUp: TokenApi = {
  calls: { login: { path: '/session', limit: 1 }, refresh: { path: '/session/next', limit: 1 } },
  windowMs: 1_000,
  largestAnswer: 1024,
  loginBody: ({ username, password }) => ({ key: username, secret: password }),
  refreshBody: (ticket) => ({ ticket }),
  read(_endpoint, { status, text }) {
    if (status === 418) return { kind: 'refused', failure: failure('invalid_credentials', 'No.', { status }) }
    const [accessToken = '', refreshToken, seconds] = (text ?? '').split(' ')
    const response = {
      accessToken,
      refreshToken,
      lifetimeMs: Number(seconds) * 1000,
      refreshLifetimeMs: 60_000_000,
      profile: {},
      warnings: [],
    }
    return { kind: 'token', response }
  },
  authorization: (accessToken) => `Ticket ${accessToken}`,
}

function instance(answer: (path: string, body: string) => Response) {
  const clock = manualClock()
  const sent: { path: string; body: string; authorization: string | null }[] = []
  const fetch: FetchLike = async (input, init = {}) => {
    const path = new URL(String(input)).pathname
    const body = String(init.body ?? '')
    sent.push({ path, body, authorization: new Headers(init.headers).get('authorization') })
    return answer(path, body)
  }
  const options = resolveOptions({
    baseUrl: 'https://other.example/v2',
    credentials: { username: 'shop', password: 'pass' },
    fetch,
    clock,
    budget: createBudget({ clock }),
  })
  const auth = assembleAuth(options, commonOf(options, [], madeUp))
  return { auth, clock, sent }
}

test('another vendor › its paths, bodies, answers and scheme are used, and nobody else’s', async () => {
  let tickets = 0
  const { auth, clock, sent } = instance((path) =>
    path.startsWith('/v2/session') ? new Response(`a${++tickets} r${tickets} 600`) : new Response('{}'),
  )
  expect((await auth.fetch('/things')).status).toBe(200)
  await clock.advance(9 * 60_000)
  await auth.getToken()
  await clock.advance(1_000)
  expect((await auth.getToken()).authorization).toBe('Ticket a2')
  expect(sent).toEqual([
    { path: '/v2/session', body: '{"key":"shop","secret":"pass"}', authorization: null },
    { path: '/v2/things', body: '', authorization: 'Ticket a1' },
    { path: '/v2/session/next', body: '{"ticket":"r1"}', authorization: null },
  ])
})

test('another vendor › what its answers mean is its own: a status that refuses the password', async () => {
  const { auth, sent } = instance(() => new Response('', { status: 418 }))
  for (let n = 0; n < 3; n++)
    expect(await rejection(auth.getToken())).toMatchObject({ code: 'invalid_credentials', status: 418 })
  expect(sent).toHaveLength(1)
})
