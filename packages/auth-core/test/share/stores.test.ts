import { inspect } from 'node:util'
import { demoCredentials } from '@pagamio/simulator'
import { expect, test } from 'vitest'
import { memoryStore, type TokenStore } from '../../src/index.ts'
import { MINUTE, passTime, rejection, scene } from '../support/scene.ts'

test('store › a second instance adopts what the first acquired', async () => {
  const { another, clock, simulator } = scene()
  const store = memoryStore({ clock })
  const { waitUntil, saved } = keeping()
  const token = await another({ store, waitUntil }).getToken()
  await saved()
  const second = another({ store })
  expect((await second.getToken()).value).toBe(token.value)
  expect(simulator.count()).toBe(1)
})

test('store › a renewed set is adopted instead of renewing again (failure mode 77)', async () => {
  const { another, clock, simulator } = scene()
  const store = memoryStore({ clock })
  const { waitUntil, saved } = keeping()
  const [one, two] = [another({ store, waitUntil }), another({ store, waitUntil })]
  await one.getToken()
  await saved()
  await two.getToken()
  await clock.advance(26 * MINUTE)
  await one.getToken()
  await saved()
  const renewed = await one.getToken()
  await two.getToken()
  await saved()
  expect((await two.getToken()).value).toBe(renewed.value)
  expect(simulator.count('refresh')).toBe(1)
})

test('store › after a restart the stored refresh token is used (failure mode 10)', async () => {
  const { another, clock, simulator } = scene()
  const store = memoryStore({ clock })
  const first = another({ store })
  await first.getToken()
  await first.close()
  await clock.advance(60 * MINUTE)
  await another({ store }).getToken()
  expect(simulator.count('login')).toBe(1)
  expect(simulator.count('refresh')).toBe(1)
})

test('store › a rejected token is not adopted again', async () => {
  const { another, clock, simulator } = scene()
  const store = memoryStore({ clock })
  const { waitUntil, saved } = keeping()
  const auth = another({ store, waitUntil })
  const used = await auth.getToken()
  await saved()
  simulator.revokeAll()
  expect((await auth.getToken({ rejected: used })).value).not.toBe(used.value)
})

test('store › read on the way to an acquisition only, never on the hot path (failure mode 76)', async () => {
  const { another, clock } = scene()
  const inner = memoryStore({ clock })
  let reads = 0
  const store: TokenStore = {
    ...inner,
    get: (...args) => {
      reads++
      return inner.get(...args)
    },
  }
  const auth = another({ store })
  for (let n = 0; n < 10_000; n++) await auth.getToken()
  expect(reads).toBeLessThanOrEqual(3)
})

const broken: [string, TokenStore][] = [
  [
    'rejects',
    {
      get: () => Promise.reject(new Error('down')),
      setIfNewer: () => Promise.reject(new Error('down')),
      delete: () => Promise.reject(new Error('down')),
    },
  ],
  ['throws', { get: boom, setIfNewer: boom, delete: boom }],
  [
    'hangs',
    { get: () => new Promise(() => {}), setIfNewer: () => new Promise(() => {}), delete: () => new Promise(() => {}) },
  ],
  [
    'answers nonsense',
    {
      get: async () => ({ text: 'nonsense', generation: 1e9, ageMs: Number.NaN }),
      setIfNewer: async () => false,
      delete: async () => {},
    },
  ],
]

function boom(): never {
  throw new Error('down')
}

test.each(broken)(
  'store › one that %s costs half a second at most, and never a token (failure modes 73, 83)',
  async (_name, store) => {
    const { another, clock, simulator } = scene()
    const auth = another({ store })
    const started = clock.monotonic()
    await passTime(auth.getToken(), clock)
    expect(clock.monotonic() - started).toBeLessThanOrEqual(750)
    expect(simulator.count()).toBe(1)
    await clock.advance(26 * MINUTE)
    await auth.getToken()
    await clock.advance(1000)
    expect((await auth.getToken()).generation).toBeGreaterThan(0)
    const closing = auth.close()
    await clock.advance(1000)
    await closing
  },
)

test('store › holds no secret in plain and no username (failure modes 68, 91)', async () => {
  const { another, clock } = scene()
  const inner = memoryStore({ clock })
  const seen: unknown[] = []
  const watched = <A extends unknown[], R>(method: (...args: A) => R) => {
    return (...args: A): R => {
      seen.push(args)
      return method(...args)
    }
  }
  const store: TokenStore = {
    get: watched(inner.get),
    setIfNewer: watched(inner.setIfNewer),
    delete: watched(inner.delete),
  }
  const auth = another({ store })
  const token = await auth.getToken()
  await auth.close()
  const text = inspect([seen, store, inner], { depth: 9, showHidden: true })
  expect(seen.length).toBeGreaterThan(1)
  for (const secret of [token.value, token.value.slice(0, 40), demoCredentials.password, demoCredentials.username]) {
    expect(text).not.toContain(secret)
  }
})

test('store › other credentials, another environment: other slots (failure modes 24, 69, 72)', async () => {
  const { another, clock, simulator } = scene()
  const store = memoryStore({ clock })
  const first = another({ store })
  await first.getToken()
  await first.close()
  expect(
    await rejection(another({ store, credentials: { ...demoCredentials, password: 'other' } }).getToken()),
  ).toMatchObject({ code: 'invalid_credentials' })
  expect(await rejection(another({ store, environment: 'production' }).getToken())).toMatchObject({
    code: 'invalid_credentials',
  })
  expect(simulator.count('login')).toBe(3)
})

/** Saving goes on behind the callers' backs: `waitUntil` hears of it, as a Worker would. */
function keeping() {
  const kept: Promise<unknown>[] = []
  return { waitUntil: (promise: Promise<unknown>) => void kept.push(promise), saved: () => Promise.all(kept) }
}
