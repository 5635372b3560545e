import { manualClock } from '@pagamio/auth-core/testing'
import { describe, expect, test } from 'vitest'
import { fileStore, type StoreClock } from '../src/index.ts'
import { ample, ask, entry, ORIGIN } from './support/calls.ts'
import { tempFolder } from './support/temp-folder.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE

async function scene() {
  const folder = await tempFolder()
  const clock = manualClock()
  clock.jumpMonotonic(100 * HOUR)
  const at = (other: StoreClock) => fileStore({ folder, clock: other })
  return { clock, store: at(clock), at }
}

const lease = (owner: string) => ({ owner, ttlMs: 10_000 })

describe('somebody sets the machine’s clock', () => {
  test.each([-HOUR, HOUR])('by %d ms: leases and permits do not notice', async (jump) => {
    const { clock, store } = await scene()
    await store.takeLease('slot', lease('one'), ample)
    await store.takePermit(ORIGIN, 'login', ask('one', 1), ample)
    await store.settlePermit(ORIGIN, 'login', { id: 'one', outcome: 'success', closedForMs: 0 }, ample)
    clock.jumpWall(jump)
    expect(await store.takeLease('slot', lease('two'), ample)).toBe(false)
    expect((await store.takePermit(ORIGIN, 'login', ask('two', 1), ample)).retryAfterMs).toBe(MINUTE)
    await clock.advance(MINUTE)
    expect(await store.takeLease('slot', lease('two'), ample)).toBe(true)
    expect((await store.takePermit(ORIGIN, 'login', ask('two', 1), ample)).retryAfterMs).toBe(0)
  })

  test('back by an hour: a token set that is from the future now is a miss, and any may follow (failure mode 75)', async () => {
    const { clock, store } = await scene()
    await store.setIfNewer('slot', entry(10, 24 * HOUR), ample)
    clock.jumpWall(-HOUR)
    expect(await store.get('slot', ample)).toBeUndefined()
    expect(await store.setIfNewer('slot', entry(3), ample)).toBe(true)
    expect(await store.get('slot', ample)).toMatchObject({ generation: 3, ageMs: 0 })
  })

  test('back by a second or two, as happens all the time: the token set is new', async () => {
    const { clock, store } = await scene()
    await store.setIfNewer('slot', entry(10), ample)
    clock.jumpWall(-2_000)
    expect(await store.get('slot', ample)).toMatchObject({ generation: 10, ageMs: 0 })
    expect(await store.setIfNewer('slot', entry(10), ample)).toBe(false)
  })
})

describe('the machine is started anew', () => {
  test('a token set is as old as it is, whatever the time since the start', async () => {
    const { clock, store, at } = await scene()
    await store.setIfNewer('slot', entry(10, 48 * HOUR), ample)
    const afterwards = manualClock({ now: clock.now() + 24 * HOUR })
    expect(await at(afterwards).get('slot', ample)).toMatchObject({ ageMs: 24 * HOUR })
    await afterwards.advance(24 * HOUR)
    expect(await at(afterwards).get('slot', ample)).toBeUndefined()
  })

  test('a lease from before is nobody’s', async () => {
    const { clock, store, at } = await scene()
    await store.takeLease('slot', { owner: 'one', ttlMs: 24 * HOUR }, ample)
    expect(await at(manualClock({ now: clock.now() + MINUTE })).takeLease('slot', lease('two'), ample)).toBe(true)
  })

  test('calls made shortly before still count, for a window and no longer', async () => {
    const { clock, store, at } = await scene()
    await store.takePermit(ORIGIN, 'login', ask('one', 1), ample)
    await store.settlePermit(ORIGIN, 'login', { id: 'one', outcome: 'closed', closedForMs: 2 * MINUTE }, ample)
    await store.takePermit(ORIGIN, 'login', ask('waits', 1), ample)
    const afterwards = manualClock({ now: clock.now() + 30_000 })
    const restarted = at(afterwards)
    expect(await restarted.takePermit(ORIGIN, 'login', ask('two', 1), ample)).toMatchObject({
      retryAfterMs: 2 * MINUTE,
      closings: 1,
    })
    await afterwards.advance(2 * MINUTE)
    expect((await restarted.takePermit(ORIGIN, 'login', ask('two', 1), ample)).retryAfterMs).toBe(0)
  })
})
