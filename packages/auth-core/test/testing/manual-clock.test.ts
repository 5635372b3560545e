import { describe, expect, it } from 'vitest'
import { startTimer } from '../../src/platform/clock.ts'
import { manualClock } from '../../src/testing/manual-clock.ts'

describe('manualClock', () => {
  it('stands still by itself, with a monotonic side that is neither zero nor wall time', () => {
    const clock = manualClock()
    expect(clock.now()).toBe(Date.UTC(2026, 0, 1))
    expect(clock.monotonic()).toBeGreaterThan(0)
    expect(clock.monotonic()).toBeLessThan(1_000_000)
    expect(manualClock({ now: 5 }).now()).toBe(5)
  })

  it('runs timers in due order, ties in order of creation, each at its own time on both clocks', async () => {
    const clock = manualClock({ now: 0 })
    const start = clock.monotonic()
    const log: [string, number, number][] = []
    const at = (name: string, ms: number) =>
      clock.setTimeout(() => log.push([name, clock.now(), clock.monotonic() - start]), ms)
    at('late', 300)
    at('first', 100)
    at('second', 100)
    at('too late', 501)
    await clock.advance(500)
    expect(log).toEqual([
      ['first', 100, 100],
      ['second', 100, 100],
      ['late', 300, 300],
    ])
    expect(clock.now()).toBe(500)
    expect(clock.nextTimerIn()).toBe(1)
  })

  it('runs timers that timers start, within the same advance', async () => {
    const clock = manualClock()
    let ticks = 0
    const tick = () => {
      ticks++
      clock.setTimeout(tick, 10)
    }
    clock.setTimeout(tick, 10)
    await clock.advance(100)
    expect(ticks).toBe(10)
    expect(clock.pendingTimers).toBe(1)
  })

  it('lets promises settle before the first timer, between timers and at the end', async () => {
    const clock = manualClock()
    const log: string[] = []
    const sleep = (ms: number) => new Promise<void>((resolve) => void clock.setTimeout(resolve, ms))
    const work = async () => {
      await Promise.resolve()
      await sleep(10)
      await new Promise((resolve) => setImmediate(resolve))
      log.push(`after ${clock.now() - Date.UTC(2026, 0, 1)}`)
      await sleep(10)
      log.push(`after ${clock.now() - Date.UTC(2026, 0, 1)}`)
    }
    const done = work()
    await clock.advance(20)
    expect(log).toEqual(['after 10', 'after 20'])
    await done
  })

  it('settles as it is told', async () => {
    let settled = 0
    const clock = manualClock({
      settle: async () => {
        settled++
      },
    })
    clock.setTimeout(() => {}, 5)
    await clock.advance(10)
    expect(settled).toBe(3)
    await clock.advance(0)
    expect(settled).toBe(4)
  })

  it('forgets cleared timers, and ignores handles it does not know', async () => {
    const clock = manualClock()
    const handle = clock.setTimeout(() => expect.unreachable(), 10)
    clock.clearTimeout(handle)
    clock.clearTimeout(handle)
    clock.clearTimeout(undefined)
    clock.clearTimeout(7)
    await clock.advance(20)
    expect(clock.nextTimerIn()).toBeUndefined()
  })

  it('counts the timers that would keep a process alive', () => {
    const clock = manualClock()
    startTimer(clock, 10, () => {})
    const timer = startTimer(clock, 10, () => {}, true)
    expect([clock.pendingTimers, clock.pendingReferenced]).toEqual([2, 1])
    clock.clearTimeout(timer)
    expect([clock.pendingTimers, clock.pendingReferenced]).toEqual([1, 1])
  })

  it('jumps the wall clock alone', async () => {
    const clock = manualClock({ now: 1_000_000 })
    const before = clock.monotonic()
    let ran = false
    clock.setTimeout(() => {
      ran = true
    }, 10)
    clock.jumpWall(-500_000)
    await clock.advance(0)
    expect([clock.now(), clock.monotonic() - before, ran]).toEqual([500_000, 0, false])
  })

  it('jumps the monotonic clock without running timers; they run at the next advance', async () => {
    const clock = manualClock({ now: 0 })
    let ranAt: number | undefined
    const start = clock.monotonic()
    clock.setTimeout(() => {
      ranAt = clock.monotonic() - start
    }, 10)
    clock.jumpMonotonic(1_000)
    expect([ranAt, clock.now(), clock.nextTimerIn()]).toEqual([undefined, 0, 0])
    await clock.advance(0)
    expect(ranAt).toBe(1_000)
  })

  it.each([0, -5, Number.NaN, 2 ** 31])('fires after 1 ms for a delay of %d, as Node does', async (ms) => {
    const clock = manualClock()
    clock.setTimeout(() => {}, ms)
    expect(clock.nextTimerIn()).toBe(1)
  })

  it('rejects with what a timer throws, and goes on from there', async () => {
    const clock = manualClock()
    clock.setTimeout(() => {
      throw new Error('from a timer')
    }, 10)
    await expect(clock.advance(20)).rejects.toThrow('from a timer')
    expect(clock.pendingTimers).toBe(0)
  })

  it('refuses to go back', async () => {
    await expect(manualClock().advance(-1)).rejects.toThrow(RangeError)
    await expect(manualClock().advance(Number.NaN)).rejects.toThrow(RangeError)
  })
})
