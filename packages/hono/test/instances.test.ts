import { allowBrowser, allowInsecureHttp, createBudget, memoryStore, type PagamioAuthOptions } from '@pagamio/auth-core'
import { createSimulator } from '@pagamio/simulator'
import { Hono } from 'hono'
import { afterEach, beforeEach, describe, expect, type MockInstance, test, vi } from 'vitest'
import { pagamio } from '../src/index.ts'

const merchants = ['a', 'b'].map((name) => ({
  username: `user-${name}`,
  password: `password-${name}`,
  id: `M-${name}`,
}))
const [a = merchants[0] as never, b = merchants[0] as never] = merchants

/** A shop whose middleware gets the options of one request after the other. */
async function visit(...given: object[]) {
  const simulator = createSimulator({ merchants })
  const budget = createBudget()
  const fetch = simulator.fetch
  const left = [...given]
  const app = new Hono()
    .use(
      pagamio(
        () => ({ environment: 'sandbox', fetch, budget, timeoutMs: 20_000, ...left.shift() }) as PagamioAuthOptions,
      ),
    )
    .get('/', async (c) => c.text(`${(await c.var.pagamio.fetch('/products/categories')).status}`))
  const statuses: number[] = []
  for (const _ of given) statuses.push((await app.request('/')).status)
  const asked = simulator.log.filter(({ endpoint }) => endpoint === 'categories').map(({ merchant }) => merchant)
  return { statuses, asked, logins: simulator.count('login') }
}

let warn: MockInstance<typeof console.warn>
beforeEach(() => {
  warn = vi.spyOn(console, 'warn').mockImplementation(() => {})
})
afterEach(() => warn.mockRestore())
const warnings = () => warn.mock.calls.map(([text]) => String(text))

/** As people write them who want no password in their logs. */
class Credentials {
  readonly username: string
  readonly #password: string
  constructor({ username, password }: { username: string; password: string }) {
    this.username = username
    this.#password = password
  }
  get password() {
    return this.#password
  }
  toJSON() {
    return '[redacted]'
  }
}

describe('options of the request', () => {
  test('credentials that redact themselves are told apart: nobody is served with another merchant’s token', async () => {
    const { asked, logins } = await visit(...[a, b, a, b].map((one) => ({ credentials: new Credentials(one) })))
    expect(asked).toEqual(['M-a', 'M-b', 'M-a', 'M-b'])
    expect(logins).toBe(2)
  })

  test('the same credentials in another kind of object are the same', async () => {
    const { username, password } = a
    const hidden = Object.defineProperty({ username }, 'password', { value: password, enumerable: false })
    const credentials = [new Credentials(a), { username, password }, { ...a, toJSON: () => 'x' }, Object.freeze(hidden)]
    const { statuses, logins } = await visit(...credentials.map((one) => ({ credentials: one })))
    expect([statuses, logins]).toEqual([[200, 200, 200, 200], 1])
  })

  test.each([
    ['names that run into each other', { username: 'ab', password: 'c' }, { username: 'a', password: 'bc' }],
    ['quotes', { username: 'a","b', password: 'c' }, { username: 'a', password: 'b","c' }],
    ['the other way round', { username: 'a', password: 'b' }, { username: 'b', password: 'a' }],
  ])('credentials are not taken for others: %s', async (_, one, other) => {
    const credentials = [one, other, one, other].map((each) => ({ credentials: each }))
    const { logins } = await visit(...credentials)
    expect(logins).toBe(2)
  })

  /** With limits of their own, so not on the budget of the scene. */
  const elsewhere = {
    environment: undefined,
    baseUrl: 'https://limits.example/api/v1',
    credentials: a,
    budget: undefined,
  }
  const insecure = { environment: undefined, baseUrl: 'http://pagamio.internal/api/v1', credentials: a }

  test('a dangerous option of one request does not hold for another', async () => {
    const { statuses, logins } = await visit({ ...insecure, [allowInsecureHttp]: true }, insecure)
    expect([statuses, logins]).toEqual([[200, 500], 1])
    const named = {
      ...insecure,
      [String(allowInsecureHttp)]: true,
      [Symbol('@pagamio/auth-core/allowInsecureHttp')]: true,
    }
    expect((await visit({ ...insecure, [allowInsecureHttp]: true }, named)).statuses).toEqual([200, 500])
  })

  test('what says the same in new objects is the same', async () => {
    const credentials = a
    const again = (make: () => object) => visit(...Array.from({ length: 8 }, make))
    const same = [
      await again(() => ({ credentials: { ...a } })),
      await again(() => ({ credentials, key: new Uint8Array(32).fill(7) })),
      await again(() => ({ credentials, key: [new Uint8Array(32).fill(7), btoa('\0'.repeat(32))] })),
      await again(() => ({ ...elsewhere, baseUrl: new URL('https://pagamio.internal/api/v1') })),
      await again(() => ({ ...elsewhere, limits: { logins: 4, share: 2 }, store: undefined })),
      await again(() => ({ credentials, [allowBrowser]: true })),
      await again(() => ({ credentials, waitUntil: () => {} })),
    ]
    expect(same.map(({ logins }) => logins)).toEqual(same.map(() => 1))
    expect(warnings()).toEqual([])
  })

  const aKey = (byte: number) => new Uint8Array(32).fill(byte)
  test.each([
    ['key', new Uint8Array(32).fill(7), new Uint8Array(32).fill(8)],
    ['key', new Uint8Array(32), btoa('\0'.repeat(32))],
    ['key', [aKey(7), aKey(8)], [aKey(8), aKey(7)]],
    ['key', new Uint8Array(32), [new Uint8Array(32)]],
    ['store', memoryStore(), memoryStore()],
    ['timeoutMs', 20_000, 20_001],
    ['timeoutMs', 20_000, Number.POSITIVE_INFINITY],
    ['credentials', async () => ({ ...a }), async () => ({ ...a })],
  ])('what differs in %s is another instance', async (option, one, other) => {
    const { logins } = await visit(...[one, other, one, other].map((value) => ({ credentials: a, [option]: value })))
    expect(logins).toBe(2)
  })

  test.each([
    ['share', { share: 1 }, { share: 2 }],
    ['windowMs', {}, { windowMs: 1_000 }],
  ])('and so is what differs in limits: %s', async (name, one, other) => {
    const given = [one, other, one, other].map((limits) => ({
      ...elsewhere,
      baseUrl: `https://${name}.example/api/v1`,
      limits,
    }))
    expect((await visit(...given)).logins).toBe(2)
  })
})

describe('objects made anew with each request', () => {
  const anew = (count: number) => Array.from({ length: count }, () => ({ credentials: async () => ({ ...a }) }))

  test('are said once, loudly, before they have used up the logins, with what to do and without a secret', async () => {
    expect((await visit(...anew(8))).logins).toBe(5)
    expect(warnings()).toEqual([expect.stringContaining('differ only in their "credentials", each')])
    expect(warnings()[0]).toContain('Make it once, at module level')
    expect(warnings()[0]).not.toMatch(/user-a|password-a/)
  })

  test('are said of whichever option it is, and each middleware says it', async () => {
    const stores = Array.from({ length: 5 }, () => ({ credentials: a, store: memoryStore() }))
    await visit(...stores)
    await visit(...stores.map((one) => ({ ...one, random: () => 0.5 })))
    expect(warnings()).toEqual([
      expect.stringContaining('differ only in their "store", each'),
      expect.stringContaining('differ only in their "store,random", each'),
    ])
  })

  test('are not said of a few, nor of one object for each merchant that is kept', async () => {
    await visit(...anew(4))
    const kept = Object.values(merchants).map((one) => ({ credentials: async () => ({ ...one }) }))
    const { asked, logins } = await visit(...Array.from({ length: 6 }, () => kept).flat())
    expect(asked).toEqual(Array(6).fill(['M-a', 'M-b']).flat())
    expect(logins).toBe(2)
    expect(warnings()).toEqual([])
  })

  test('made once, outside the function, they are one login', async () => {
    const credentials = async () => ({ ...a })
    const { statuses, logins } = await visit(...Array.from({ length: 8 }, () => ({ credentials })))
    expect([statuses, logins]).toEqual([Array(8).fill(200), 1])
    expect(warnings()).toEqual([])
  })
})
