import { inspect } from 'node:util'
import { describe, expect, it } from 'vitest'
import { memoryStore } from '../../src/share/memory-store.ts'
import { manualClock } from '../../src/testing/manual-clock.ts'
import { storeConformance } from '../../src/testing/store-conformance.ts'

const call = { signal: new AbortController().signal }
const entry = (generation: number, ttlMs = 60_000) => ({ text: `text ${generation}`, generation, ttlMs })

describe('memoryStore', () => {
  const conformance = storeConformance(
    () => {
      const clock = manualClock()
      return { store: memoryStore({ clock }), advance: (ms) => clock.advance(ms) }
    },
    { sharing: true },
  )
  for (const { name, run } of conformance) it(name, run)

  it('makes room by dropping what was used longest ago', async () => {
    const store = memoryStore({ clock: manualClock(), maxSlots: 3 })
    for (const slot of ['a', 'b', 'c']) await store.setIfNewer(slot, entry(1), call)
    await store.get('a', call)
    await store.setIfNewer('b', entry(2), call)
    await store.setIfNewer('d', entry(1), call)
    const kept = await Promise.all(
      ['a', 'b', 'c', 'd'].map(async (slot) => (await store.get(slot, call)) !== undefined),
    )
    expect(kept).toEqual([true, true, false, true])
  })

  it('holds 10,000 slots unless told otherwise', async () => {
    const store = memoryStore()
    for (let slot = 0; slot <= 10_000; slot++) await store.setIfNewer(`${slot}`, entry(1), call)
    expect(await store.get('0', call)).toBeUndefined()
    expect(await store.get('1', call)).toBeDefined()
  })

  it.each([0, -1, Number.NaN])('refuses maxSlots %d', (maxSlots) => {
    expect(() => memoryStore({ maxSlots })).toThrow(expect.objectContaining({ code: 'invalid_options' }))
  })

  it('goes by the monotonic clock, whatever happens to the wall clock', async () => {
    const clock = manualClock()
    const store = memoryStore({ clock })
    await store.setIfNewer('a', entry(1, 1_000), call)
    clock.jumpWall(-3_600_000)
    expect(await store.get('a', call)).toMatchObject({ ageMs: 0 })
    clock.jumpWall(7_200_000)
    expect(await store.get('a', call)).toMatchObject({ ageMs: 0 })
    clock.jumpMonotonic(1_000)
    expect(await store.get('a', call)).toBeUndefined()
  })

  it.each([0, -1, Number.NaN])('keeps nothing for a time to live of %d', async (ttlMs) => {
    const store = memoryStore()
    await store.setIfNewer('a', entry(1, ttlMs), call)
    expect(await store.get('a', call)).toBeUndefined()
  })

  it('starts no timers', async () => {
    const clock = manualClock()
    await memoryStore({ clock }).setIfNewer('a', entry(1), call)
    expect(clock.pendingTimers).toBe(0)
  })

  it('shows nothing of what it holds', async () => {
    const store = memoryStore()
    await store.setIfNewer('slot-SECRET', { ...entry(1), text: 'SECRET' }, call)
    expect(inspect(store, { showHidden: true, depth: 9 })).not.toContain('SECRET')
    expect(JSON.stringify(store)).toBe('{"kind":"memory"}')
  })
})
