import { manualClock } from '@pagamio/auth-core/testing'
import { describe, expect, test } from 'vitest'
import { fileStore, type StoreClock } from '../src/index.ts'
import { ample, ask, entry, LOGIN } from './support/calls.ts'
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
    await store.takePermit(LOGIN, ask('one', 1), ample)
    await store.settlePermit(LOGIN, { id: 'one', outcome: 'success', closedForMs: 0 }, ample)
    clock.jumpWall(jump)
    expect(await store.takeLease('slot', lease('two'), ample)).toBe(false)
    expect((await store.takePermit(LOGIN, ask('two', 1), ample)).retryAfterMs).toBe(MINUTE)
    await clock.advance(MINUTE)
    expect(await store.takeLease('slot', lease('two'), ample)).toBe(true)
    expect((await store.takePermit(LOGIN, ask('two', 1), ample)).retryAfterMs).toBe(0)
  })

  test('back by 18 minutes: a token set is as old as before, for every process, and ends when its time is over', async () => {
    const { clock, store, at } = await scene()
    await store.setIfNewer('slot', entry(10, 30 * MINUTE), ample)
    await clock.advance(20 * MINUTE)
    clock.jumpWall(-18 * MINUTE)
    expect(await at(clock).get('slot', ample)).toMatchObject({ generation: 10, ageMs: 20 * MINUTE })
    expect(await store.setIfNewer('slot', entry(10), ample)).toBe(false)
    await clock.advance(10 * MINUTE)
    expect(await at(clock).get('slot', ample)).toBeUndefined()
  })

  test('back before a token set is written, and right again after: it is older than it was, and never younger', async () => {
    const { clock, store } = await scene()
    clock.jumpWall(-HOUR)
    await store.setIfNewer('slot', entry(10, 24 * HOUR), ample)
    await clock.advance(20 * MINUTE)
    expect(await store.get('slot', ample)).toMatchObject({ ageMs: 20 * MINUTE })
    clock.jumpWall(HOUR)
    expect(await store.get('slot', ample)).toMatchObject({ ageMs: HOUR + 20 * MINUTE })
  })

  test('back by an hour: a token set from the future is as old as this start of the machine says (failure mode 75)', async () => {
    const { clock, at } = await scene()
    const store = at({ ...clock, boot: 'one' })
    await store.setIfNewer('slot', entry(10, 24 * HOUR), ample)
    await clock.advance(20 * MINUTE)
    clock.jumpWall(-HOUR)
    expect(await store.get('slot', ample)).toMatchObject({ generation: 10, ageMs: 20 * MINUTE })
    expect(await store.setIfNewer('slot', entry(3), ample)).toBe(false)
  })

  test.each([
    ['whose start has no name', undefined, undefined],
    ['that was started anew', 'one', 'two'],
  ])(
    'back by an hour, on a machine %s: a token set from the future is a miss, and any may follow (failure mode 75)',
    async (_, before, after) => {
      const { clock, at } = await scene()
      await at({ ...clock, boot: before }).setIfNewer('slot', entry(10, 24 * HOUR), ample)
      clock.jumpWall(-HOUR)
      const store = at({ ...clock, boot: after })
      expect(await store.get('slot', ample)).toBeUndefined()
      expect(await store.setIfNewer('slot', entry(3), ample)).toBe(true)
      expect(await store.get('slot', ample)).toMatchObject({ generation: 3, ageMs: 0 })
    },
  )

  test('back by a second or two, as happens all the time: the token set is new', async () => {
    const { clock, store } = await scene()
    await store.setIfNewer('slot', entry(10), ample)
    clock.jumpWall(-2_000)
    expect(await store.get('slot', ample)).toMatchObject({ generation: 10, ageMs: 0 })
    expect(await store.setIfNewer('slot', entry(10), ample)).toBe(false)
  })
})

describe('a runtime whose processes share the wall clock alone (Bun, Deno), when it is set back', () => {
  const wallOnly = async () => {
    const { clock, at } = await scene()
    return { clock, store: at({ now: clock.now, monotonic: clock.now, boot: 'wall' }) }
  }

  test('a lease is over when its own time has passed once more, at the latest', async () => {
    const { clock, store } = await wallOnly()
    await store.takeLease('slot', lease('one'), ample)
    await clock.advance(8_000)
    clock.jumpWall(-5_000)
    expect(await store.takeLease('slot', lease('two'), ample)).toBe(false)
    await clock.advance(10_000)
    expect(await store.takeLease('slot', lease('two'), ample)).toBe(true)
    clock.jumpWall(-1)
    expect(await store.takeLease('slot', lease('three'), ample)).toBe(true)
  })

  test.each([-50_000, -HOUR])('by %d ms: no log of calls makes anybody wait for longer than a window', async (jump) => {
    const { clock, store } = await wallOnly()
    await store.takePermit(LOGIN, ask('one', 1), ample)
    await store.settlePermit(LOGIN, { id: 'one', outcome: 'closed', closedForMs: MINUTE }, ample)
    await clock.advance(55_000)
    clock.jumpWall(jump)
    const { retryAfterMs } = await store.takePermit(LOGIN, ask('two', 1), ample)
    expect(retryAfterMs).toBeGreaterThan(0)
    expect(retryAfterMs).toBeLessThanOrEqual(MINUTE)
    await clock.advance(MINUTE)
    expect(await store.takePermit(LOGIN, ask('two', 1), ample)).toMatchObject({ retryAfterMs: 0 })
  })

  test('a token set from the future is a miss', async () => {
    const { clock, store } = await wallOnly()
    await store.setIfNewer('slot', entry(10), ample)
    clock.jumpWall(-HOUR)
    expect(await store.get('slot', ample)).toBeUndefined()
  })

  test('a process with another monotonic clock goes by the wall clock that both have', async () => {
    const { clock, at } = await scene()
    const wall = at({ now: clock.now, monotonic: clock.now, boot: 'wall' })
    const node = at({ ...clock, boot: 'one' })
    await node.setIfNewer('slot', entry(10), ample)
    await wall.setIfNewer('other', entry(10), ample)
    await clock.advance(30_000)
    expect(await wall.get('slot', ample)).toMatchObject({ ageMs: 30_000 })
    expect(await node.get('other', ample)).toMatchObject({ ageMs: 30_000 })
  })
})

test('the machine sleeps: a token set grows older, although the monotonic clock stands still', async () => {
  const { clock, store } = await scene()
  await store.setIfNewer('slot', entry(10, 24 * HOUR), ample)
  clock.jumpWall(8 * HOUR)
  expect(await store.get('slot', ample)).toMatchObject({ ageMs: 8 * HOUR })
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

  test('a token set is no older than it is, also where the machine has run for longer than before', async () => {
    const { clock, store, at } = await scene()
    await store.setIfNewer('slot', entry(10, 48 * HOUR), ample)
    const afterwards = manualClock({ now: clock.now() + 24 * HOUR })
    afterwards.jumpMonotonic(110 * HOUR)
    expect(await at(afterwards).get('slot', ample)).toMatchObject({ ageMs: 24 * HOUR })
  })

  test('a lease from before is nobody’s', async () => {
    const { clock, store, at } = await scene()
    await store.takeLease('slot', { owner: 'one', ttlMs: 24 * HOUR }, ample)
    expect(await at(manualClock({ now: clock.now() + MINUTE })).takeLease('slot', lease('two'), ample)).toBe(true)
  })

  test('calls made shortly before still count, for a window and no longer', async () => {
    const { clock, store, at } = await scene()
    await store.takePermit(LOGIN, ask('one', 1), ample)
    await store.settlePermit(LOGIN, { id: 'one', outcome: 'closed', closedForMs: 2 * MINUTE }, ample)
    await store.takePermit(LOGIN, ask('waits', 1), ample)
    const afterwards = manualClock({ now: clock.now() + 30_000 })
    const restarted = at(afterwards)
    expect(await restarted.takePermit(LOGIN, ask('two', 1), ample)).toMatchObject({
      retryAfterMs: 2 * MINUTE,
      closings: 1,
    })
    await afterwards.advance(2 * MINUTE)
    expect((await restarted.takePermit(LOGIN, ask('two', 1), ample)).retryAfterMs).toBe(0)
  })
})
