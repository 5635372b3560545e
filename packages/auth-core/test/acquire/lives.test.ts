import { expect, test } from 'vitest'
import { MINUTE, passTime, scene } from '../support/scene.ts'

/** A server that says these lives, and the calls that it saw. */
function saying(lives: object) {
  const seen: string[] = []
  const fetch = async (input: string | URL | Request) => {
    seen.push(String(input).endsWith('/refresh') ? 'refresh' : 'login')
    return Response.json({ accessToken: `opaque${seen.length}`, refreshToken: `R${seen.length}`, ...lives })
  }
  return { ...scene({ auth: { fetch } }), seen }
}

test('lives › an access token lives no longer than accessTokenExpiresIn', async () => {
  const { auth, clock } = saying({ accessTokenExpiresIn: 600, refreshTokenExpiresIn: 604_800 })
  const token = await auth.getToken()
  expect(token.expiresAt - clock.now()).toBe(600_000)
  await clock.advance(10 * MINUTE)
  expect((await passTime(auth.getToken(), clock)).value).not.toBe(token.value)
})

test('lives › a refresh token that has outlived refreshTokenExpiresIn is not sent', async () => {
  const { auth, clock, seen } = saying({ expiresIn: 600, refreshTokenExpiresIn: 900 })
  await auth.getToken()
  await clock.advance(14 * MINUTE)
  await passTime(auth.getToken(), clock)
  await clock.advance(16 * MINUTE)
  await passTime(auth.getToken(), clock)
  expect(seen).toEqual(['login', 'refresh', 'login'])
})

test('lives › milliseconds are not taken for seconds, and are told of', async () => {
  const { auth, clock, events } = saying({ expiresIn: 900_000 })
  expect((await auth.getToken()).expiresAt - clock.now()).toBe(900_000)
  expect(events).toContainEqual(expect.objectContaining({ type: 'response_warning' }))
})
