import { expect, test } from 'vitest'
import { createBudget, memoryStore, type SharedTokenStore } from '../../src/index.ts'
import { StoreSession } from '../../src/share/store-session.ts'
import type { ManualClock } from '../../src/testing/index.ts'
import { MINUTE, passTime, scene } from '../support/scene.ts'
import { tokenSet } from '../token/support/tokens.ts'

// About src/share/store-session.ts: what a late store makes of ages and figures.

const LATE_MS = 400

/** Two processes that share a store whose answers to a look are late, as of an event loop that was held up. */
function twoProcesses(lifetimes = {}) {
  const one = scene({ simulator: { lifetimes } })
  const { clock, another } = one
  const inner = memoryStore({ clock })
  const store: SharedTokenStore = {
    ...inner,
    async get(slot, call) {
      const found = await inner.get(slot, call)
      await new Promise<void>((resolve) => clock.setTimeout(resolve, LATE_MS))
      return found
    },
  }
  const process = () => another({ store, budget: createBudget({ clock }) })
  return { ...one, process }
}

test('a stored token dies when it dies, however late the answer of the store is', async () => {
  const { clock, process } = twoProcesses()
  const first = await passTime(process().getToken(), clock)
  await clock.advance(MINUTE)
  const adopted = await passTime(process().getToken(), clock)
  expect(adopted.value).toBe(first.value)
  expect(adopted.expiresAt).toBeLessThanOrEqual(first.expiresAt)
})

// A life that is shorter than the 30 s in which a second 401 counts against the account: only simulators give one.
test('of a fleet with short lives no call ends in a 401, however late the store answers', async () => {
  const { clock, process, simulator } = twoProcesses({ accessMs: 10_000 })
  const [one, two] = [process(), process()]
  const status = async (auth: typeof one) => (await passTime(auth.fetch('/products/categories'), clock, 60_000)).status
  expect([await status(one), await status(two)]).toEqual([200, 200])
  simulator.revokeAll()
  expect([await status(one), await status(two)]).toEqual([200, 200])
  const { expiresAt } = await one.getToken()
  await clock.advance(expiresAt + 100 - clock.now())
  simulator.failNext('refresh', { kind: 'delay', ms: 1_000 })
  expect(await status(two)).toBe(200)
})

const credentials = { username: 'merchant', password: 'secret' }

function session(store: SharedTokenStore, clock: ManualClock) {
  const { subtle } = globalThis.crypto
  const keys = [new Uint8Array(32)]
  const parts = { store, common: { circuit: undefined }, origin: 'https://example.com', keys, clock, subtle }
  return new StoreSession({ ...parts, emit: () => {} })
}

test('what is written late, behind something else, is no younger for it', async () => {
  const { clock } = scene()
  const inner = memoryStore({ clock })
  let writes = 0
  const store: SharedTokenStore = {
    ...inner,
    async setIfNewer(slot, entry, call) {
      if (writes++ === 0) await new Promise<void>((resolve) => clock.setTimeout(resolve, LATE_MS))
      return inner.setIfNewer(slot, entry, call)
    },
  }
  const one = session(store, clock)
  one.refuse(credentials, { refused: 'account', forMs: MINUTE, count: 1 })
  one.save(credentials, tokenSet(), 0, () => {})
  await passTime(one.settled(), clock)
  const found = await one.look(credentials, 1_000)
  expect((found || undefined)?.ageMs).toBeGreaterThanOrEqual(LATE_MS)
})

test('a look that finds nothing is timed, too', async () => {
  const { clock } = scene()
  const inner = memoryStore({ clock })
  const get = async () => new Promise<undefined>((resolve) => clock.setTimeout(() => resolve(undefined), LATE_MS))
  const one = session({ ...inner, get }, clock)
  expect(await passTime(one.look(credentials, 1_000), clock)).toBe(false)
  expect(one.health.latency?.slowestMs).toBeGreaterThanOrEqual(LATE_MS)
})
