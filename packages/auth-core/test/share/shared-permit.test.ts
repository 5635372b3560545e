import { expect, test } from 'vitest'
import { sharedPermit } from '../../src/share/shared-permit.ts'
import { manualClock } from '../../src/testing/index.ts'

// About src/share/shared-permit.ts: how often one who waits asks the store.

/** Looks in ten seconds, by one who is told to wait so long each time. */
async function looksIn10s(retryAfterMs: number): Promise<number> {
  const clock = manualClock()
  const stop = new AbortController()
  let looks = 0
  const wait = {
    key: 'login',
    ask: (placeMs: number) => ({ id: 'one', deadlineMs: 60_000, limit: 5, windowMs: 60_000, callMs: 30_000, placeMs }),
    signal: stop.signal,
    onWait: () => {},
    withinMs: () => 500,
  }
  const done = sharedPermit(wait, clock, async () => {
    looks++
    return { retryAfterMs, closings: 0 }
  })
  for (let ms = 0; ms < 10_000; ms += 100) await clock.advance(100)
  stop.abort()
  expect(await done).toEqual({ granted: 'stopped' })
  return looks
}

test('shared permit › whose turn is far away looks every five seconds', async () => {
  expect(await looksIn10s(60_000)).toBeLessThanOrEqual(3)
})

// Five seconds are as much as two permits of ten a minute are apart: an address would give no more than eight of them.
test('shared permit › whose turn is near looks every second, because those ahead may leave', async () => {
  const looks = await looksIn10s(15_000)
  expect(looks).toBeGreaterThanOrEqual(9)
  expect(looks).toBeLessThanOrEqual(11)
})
