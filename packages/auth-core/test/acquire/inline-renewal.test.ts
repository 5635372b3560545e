import { demoCredentials } from '@pagamio/simulator'
import { afterEach, expect, test } from 'vitest'
import { memoryStore, type TokenStore } from '../../src/index.ts'
import { isSettled, MINUTE, passTime, type SceneOptions, scene } from '../support/scene.ts'

// About `renewal: 'inline'`: what an instance does in a runtime that stands still when nobody waits (failure mode 163).

const inlineScene = ({ auth, ...options }: SceneOptions = {}) =>
  scene({ ...options, auth: { renewal: 'inline', ...auth } })

const pending: (() => void)[] = []
afterEach(() => {
  for (const release of pending.splice(0)) release()
})

/** A store that answers nothing to this method until it is released. */
function holdingBack(method: 'setIfNewer' | 'settlePermit'): { store: TokenStore; begun: () => number } {
  const store = memoryStore()
  let begun = 0
  const gate = new Promise<void>((resolve) => pending.push(resolve))
  const held = async (...parameters: never[]) => {
    begun++
    await gate
    return (store[method] as (...all: never[]) => unknown)(...parameters)
  }
  return { store: { ...store, [method]: held }, begun: () => begun }
}

test('inline › nothing is renewed while nobody has to wait for it', async () => {
  const { auth, clock, simulator } = inlineScene()
  await auth.getToken()
  for (let minute = 0; minute < 28; minute++) {
    await clock.advance(MINUTE)
    await auth.getToken()
  }
  expect(simulator.count()).toBe(1)
  expect(clock.pendingTimers).toBe(0)
})

test('inline › in the last minute the caller waits for the renewal, and nothing is under way when it has its token', async () => {
  const { auth, clock, calls } = inlineScene({ simulator: { latencyMs: 3_000 } })
  const first = await passTime(auth.getToken(), clock)
  await clock.advance(29 * MINUTE)
  const waiting = auth.getToken()
  await clock.advance(2_999)
  expect(await isSettled(waiting, clock)).toBe(false)
  expect((await passTime(waiting, clock)).generation).toBeGreaterThan(first.generation)
  expect(calls()).toEqual({ logins: 1, refreshes: 1 })
  expect(clock.pendingTimers).toBe(0)
})

test('inline › a caller waits five seconds at most, then gets the living token', async () => {
  const { auth, clock, simulator, calls } = inlineScene()
  const first = await auth.getToken()
  simulator.failNext('refresh', { kind: 'hang' })
  await clock.advance(29 * MINUTE)
  const waiting = auth.getToken()
  await clock.advance(4_999)
  expect(await isSettled(waiting, clock)).toBe(false)
  await clock.advance(1)
  expect(await isSettled(waiting, clock)).toBe(true)
  expect(await waiting).toBe(first)
  expect(calls()).toEqual({ logins: 1, refreshes: 1 })
})

test('inline › what was not sent when the last caller left with the living token is not sent behind it', async () => {
  let readings = 0
  const credentials = async () => {
    if (++readings === 1) return demoCredentials
    await new Promise<void>((resolve) => pending.push(resolve))
    return demoCredentials
  }
  const { auth, clock, simulator } = inlineScene({ auth: { credentials } })
  const first = await auth.getToken()
  await clock.advance(29 * MINUTE)
  const waiting = auth.getToken()
  await clock.advance(5_000)
  expect(await waiting).toBe(first)
  for (const release of pending.splice(0)) release()
  await clock.advance(MINUTE / 2)
  expect(readings).toBe(2)
  expect(simulator.count()).toBe(1)
})

test.each([
  ['the set is saved', 'setIfNewer'],
  ['the permit is settled', 'settlePermit'],
] as const)('inline › the promise settles when %s', async (_, method) => {
  const { store, begun } = holdingBack(method)
  const { auth, clock } = inlineScene({ auth: { store } })
  const waiting = auth.getToken()
  await clock.advance(400)
  expect(begun()).toBe(1)
  expect(await isSettled(waiting, clock)).toBe(false)
  for (const release of pending.splice(0)) release()
  await clock.advance(0)
  expect(await isSettled(waiting, clock)).toBe(true)
})

test('inline › a store that does not answer holds nobody up for longer than it is asked', async () => {
  const { store } = holdingBack('setIfNewer')
  const { auth, clock } = inlineScene({ auth: { store } })
  const waiting = auth.getToken()
  await clock.advance(15_000)
  expect(await isSettled(waiting, clock)).toBe(true)
})

test('ahead › nobody waits for what is written', async () => {
  const { store } = holdingBack('setIfNewer')
  const { auth, clock } = scene({ auth: { store } })
  expect(await isSettled(auth.getToken(), clock)).toBe(true)
})

test.each([
  { frozen: 'with both clocks going on', monoMs: 20 * MINUTE },
  { frozen: 'with a monotonic clock that stood still', monoMs: 0 },
])(
  'inline › a refresh that was frozen in flight costs a tenth of a second and no error, $frozen',
  async ({ monoMs }) => {
    const { auth, clock, simulator, events, calls } = inlineScene()
    await auth.getToken()
    simulator.failNext('refresh', { kind: 'hang' })
    await clock.advance(29 * MINUTE)
    auth.getToken().catch(() => {})
    await clock.advance(100)
    expect(calls().refreshes).toBe(1)
    clock.jumpWall(20 * MINUTE)
    clock.jumpMonotonic(monoMs)
    const after = auth.getToken()
    await clock.advance(99)
    expect(await isSettled(after, clock)).toBe(false)
    await clock.advance(2)
    expect(await isSettled(after, clock)).toBe(true)
    // Its answer was lost, so that it may be sent once more; and nothing is known to have failed.
    expect(calls()).toEqual({ logins: 1, refreshes: 2 })
    expect(events.map(({ type }) => type)).not.toContain('acquisition_failed')
  },
)

test('inline › if others may have the frozen refresh token, one login follows and it is not sent again', async () => {
  const { auth, clock, simulator, events, calls } = inlineScene({ auth: { store: memoryStore() } })
  await passTime(auth.getToken(), clock)
  simulator.failNext('refresh', { kind: 'hang' })
  await clock.advance(29 * MINUTE)
  auth.getToken().catch(() => {})
  await clock.advance(100)
  expect(calls().refreshes).toBe(1)
  clock.jumpWall(20 * MINUTE)
  clock.jumpMonotonic(20 * MINUTE)
  await passTime(auth.getToken(), clock)
  expect(calls()).toEqual({ logins: 2, refreshes: 1 })
  expect(events.map(({ type }) => type)).not.toContain('acquisition_failed')
})

test('inline › what was answered while it was frozen is read when it wakes', async () => {
  const { auth, clock, calls } = inlineScene({ simulator: { latencyMs: 150 } })
  const first = await passTime(auth.getToken(), clock)
  await clock.advance(29 * MINUTE)
  auth.getToken().catch(() => {})
  await clock.advance(100)
  clock.jumpWall(20 * MINUTE)
  const after = auth.getToken()
  await clock.advance(50)
  expect((await after).generation).toBeGreaterThan(first.generation)
  expect(calls()).toEqual({ logins: 1, refreshes: 1 })
})
