import { AsyncLocalStorage } from 'node:async_hooks'
import { readdirSync, readFileSync } from 'node:fs'
import { demoCredentials } from '@pagamio/simulator'
import { expect, test } from 'vitest'
import { memoryStore, type TokenStore } from '../../src/index.ts'
import { MINUTE, rejection, scene } from '../support/scene.ts'

const jwt = (claims: object | string) => {
  const text = typeof claims === 'string' ? claims : JSON.stringify(claims)
  return `e30.${Buffer.from(text).toString('base64url')}.sig`
}

test.each([
  ['exp as a string', jwt({ iat: 0, exp: '1800' }), 30],
  ['exp of 1e15', jwt({ iat: 0, exp: 1e15 }), 60],
  ['exp of 1e308', jwt({ iat: -1e308, exp: 1e308 }), 30],
  ['exp before iat', jwt({ iat: 100, exp: 1 }), 30],
  ['exp without iat', jwt({ exp: 99 }), 30],
  ['claims that are no JSON', jwt('no json'), 30],
  ['a..c', 'a..c', 30],
  ['abc', 'abc', 30],
  ['ten minutes', jwt({ iat: 1000, exp: 1600 }), 10],
])('lifetimes › a JWT with %s is a hint at most (failure mode 18)', async (_name, token, minutes) => {
  const { auth, clock } = scene({ auth: { fetch: async () => Response.json({ token }) } })
  expect((await auth.getToken()).expiresAt - clock.now()).toBe(minutes * MINUTE)
})

test('fetch › a 401 of the auth endpoints passes no interceptor of ours (failure mode 51)', async () => {
  const { auth, simulator } = scene({ auth: { credentials: { ...demoCredentials, password: 'wrong' } } })
  expect(await rejection(auth.fetch('/products/categories'))).toMatchObject({ code: 'invalid_credentials' })
  expect(simulator.log.map((entry) => entry.endpoint)).toEqual(['login'])
  expect(simulator.log[0]?.authorization).toBe('none')
})

test('fetch › a 200 that says the token has expired is the caller’s, unread (failure mode 57)', async () => {
  const { auth, simulator, calls } = scene()
  const body = JSON.stringify({ successful: false, responseCode: '1105', responseMessage: 'Token expired' })
  simulator.failNext('categories', { kind: 'answer', status: 200, body })
  const response = await auth.fetch('/products/categories')
  expect(response.bodyUsed).toBe(false)
  expect(await response.text()).toBe(body)
  expect(calls()).toEqual({ logins: 1, refreshes: 0 })
})

test('fetch › adds nothing to the retries of those around it: a 503 is one request (failure mode 60)', async () => {
  const { auth, simulator } = scene()
  simulator.failNext('categories', { kind: 'status', status: 503 }, 3)
  for (let n = 0; n < 3; n++) expect((await auth.fetch('/products/categories')).status).toBe(503)
  expect(simulator.count('categories')).toBe(3)
})

test('store › that cannot be written costs a login: no refresh token is spent that stays in it (failure mode 74)', async () => {
  const { another, clock, calls } = scene({ simulator: { rotation: 'strict' } })
  const inner = memoryStore({ clock })
  const full: TokenStore = { ...inner, setIfNewer: () => Promise.reject(new Error('ENOSPC')) }
  const first = another({ store: inner })
  await first.getToken()
  await first.close()
  await clock.advance(31 * MINUTE)
  const second = another({ store: full })
  await second.getToken()
  await second.close()
  expect(calls()).toEqual({ logins: 2, refreshes: 0 })
  await another({ store: inner }).getToken()
  expect(calls()).toEqual({ logins: 2, refreshes: 1 })
})

test('context › a flight shows one merchant’s ambient context to nobody else’s credentials (failure modes 102, 103)', async () => {
  const tenant = new AsyncLocalStorage<string>()
  const credentials = {
    one: { username: 'one', password: 'password 1' },
    two: { username: 'two', password: 'password 2' },
  }
  const { another, simulator } = scene({
    simulator: {
      merchants: [
        { ...credentials.one, id: 'M-1' },
        { ...credentials.two, id: 'M-2' },
      ],
    },
  })
  const one = another({ credentials: async () => credentials.one })
  const two = another({ credentials: async () => credentials.two })
  await Promise.all([
    tenant.run('two', () => one.fetch('/merchants/M-1/products')),
    tenant.run('one', () => two.fetch('/merchants/M-2/products')),
  ])
  const products = simulator.log.filter((entry) => entry.endpoint === 'products')
  expect(products.map((entry) => [entry.merchant, entry.status])).toEqual(
    expect.arrayContaining([
      ['M-1', 200],
      ['M-2', 200],
    ]),
  )
})

test('bounds › 100,000 wrong passwords through one instance leave one refusal behind (failure mode 136)', async () => {
  const { auth } = scene({ auth: { fetch: async () => Response.json({}, { status: 401 }), limits: { logins: 1e6 } } })
  const before = process.memoryUsage().heapUsed
  for (let n = 0; n < 100_000; n++) {
    auth.setCredentials({ username: `guess-${n}`, password: 'x' })
    if (n % 1000 === 0) await rejection(auth.getToken())
  }
  globalThis.gc?.()
  expect(process.memoryUsage().heapUsed - before).toBeLessThan(50 * 1024 * 1024)
  expect(await rejection(auth.getToken())).toMatchObject({ code: 'invalid_credentials' })
})

test('source › speaks web standards only: no node: import, no ambient tenant, no synchronous crypto (failure modes 103, 135, 137)', () => {
  const folder = new URL('../../src/', import.meta.url)
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'))
  expect(files.length).toBeGreaterThan(30)
  for (const name of files) {
    const text = readFileSync(new URL(name, folder), 'utf8')
    expect(text, name).not.toMatch(/^(?:import|export|\}) .*from '(?!\.\.?\/)|import\('(?!\.\.?\/)/m)
    expect(text, name).not.toMatch(/AsyncLocalStorage|pbkdf2Sync|scryptSync/)
  }
})
