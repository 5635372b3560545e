import { demoCredentials } from '@pagamio/simulator'
import { expect, test } from 'vitest'
import { createBudget, memoryStore } from '../../src/index.ts'
import { MINUTE, passTime, type SceneOptions, scene } from '../support/scene.ts'

const told = {
  username: 'acme-till',
  userType: 'MERCHANT',
  userTypeId: 'kQ3v_Zx81',
  roles: ['MERCHANT_ADMIN'],
  hasWallet: true,
}

/** A server whose login tells of the account, and whose refresh does not. */
function telling(options: SceneOptions['auth'] = {}) {
  const seen: string[] = []
  const fetch = async (input: string | URL | Request) => {
    const endpoint = String(input).endsWith('/refresh') ? 'refresh' : 'login'
    seen.push(endpoint)
    const pair = { accessToken: `a${seen.length}`, refreshToken: `r${seen.length}`, accessTokenExpiresIn: 1_800 }
    return Response.json(endpoint === 'login' ? { ...pair, ...told, tempToken: 'secret-1', idToken: 'secret-2' } : pair)
  }
  return { ...scene({ auth: { fetch, ...options } }), fetch, seen }
}

test('profile › it comes with the token, without a call of its own, and holds no secret', async () => {
  const { auth, seen } = telling()
  const profile = await auth.profile()
  expect(profile.fields).toEqual(told)
  expect((await auth.getToken()).profile).toBe(profile)
  expect(await auth.profile()).toBe(profile)
  expect(seen).toEqual(['login'])
})

test('profile › it survives a refresh that does not repeat it', async () => {
  const { auth, clock, seen } = telling()
  await auth.getToken()
  await clock.advance(26 * MINUTE)
  await passTime(auth.getToken({ minTtlMs: 10 * MINUTE }), clock)
  expect((await auth.profile()).userTypeId).toBe('kQ3v_Zx81')
  expect(seen).toEqual(['login', 'refresh'])
})

test('profile › other processes find it in the store, also after a refresh', async () => {
  const { another, clock, fetch, seen } = telling()
  const store = memoryStore({ clock })
  const process = () => another({ store, fetch, budget: createBudget({ clock }) })
  await passTime(process().getToken(), clock)
  await clock.advance(26 * MINUTE)
  await passTime(process().getToken({ minTtlMs: 10 * MINUTE }), clock)
  expect((await passTime(process().profile(), clock)).fields).toEqual(told)
  expect(seen).toEqual(['login', 'refresh'])
})

test('profile › another account has another one', async () => {
  const { auth } = telling()
  await auth.getToken()
  auth.setCredentials({ ...demoCredentials, username: 'other' })
  expect((await auth.profile()).fields).toEqual(told)
  expect((await auth.getToken()).value).toBe('a2')
})
