import { expect, test } from 'vitest'
import { sharedPermit } from '../../src/share/shared-permit.ts'
import { manualClock } from '../../src/testing/index.ts'

// About src/share/shared-permit.ts: how often one who waits asks the store.

/** The looks of one who is told to wait so long each time, in so many milliseconds. */
async function looksIn(ms: number, retryAfterMs: number) {
  const clock = manualClock()
  const stop = new AbortController()
  const looks: { readonly at: number; readonly placeMs: number }[] = []
  const wait = {
    key: 'login',
    ask: (placeMs: number) => ({ id: 'one', deadlineMs: 60_000, limit: 5, windowMs: 60_000, callMs: 30_000, placeMs }),
    signal: stop.signal,
    onWait: () => {},
    withinMs: () => 500,
  }
  const done = sharedPermit(wait, clock, async ({ placeMs }) => {
    looks.push({ at: clock.monotonic(), placeMs })
    return { retryAfterMs, closings: 0 }
  })
  for (let passed = 0; passed < ms; passed += 100) await clock.advance(100)
  stop.abort()
  expect(await done).toEqual({ granted: 'stopped' })
  return looks
}

test('shared permit › whose turn is not near looks every five seconds', async () => {
  expect((await looksIn(10_000, 30_000)).length).toBeLessThanOrEqual(3)
})

test('shared permit › whose turn is far away looks four times a minute', async () => {
  const looks = await looksIn(60_000, 600_000)
  expect(looks.length).toBeGreaterThanOrEqual(4)
  expect(looks.length).toBeLessThanOrEqual(6)
})

test.each([[15_000], [30_000], [80_000], [600_000]])(
  'shared permit › a place is kept for three looks, also where the turn is %i ms away',
  async (retryAfterMs) => {
    const looks = await looksIn(100_000, retryAfterMs)
    for (const [index, { at }] of looks.slice(1).entries()) {
      const before = looks[index] as (typeof looks)[number]
      // The test turns the clock by 100 ms.
      expect(at - before.at).toBeLessThanOrEqual(before.placeMs / 3 + 100)
    }
  },
)

// Five seconds are as much as two permits of ten a minute are apart: an address would give no more than eight of them.
test('shared permit › whose turn is near looks every second, because those ahead may leave', async () => {
  const { length } = await looksIn(10_000, 15_000)
  expect(length).toBeGreaterThanOrEqual(9)
  expect(length).toBeLessThanOrEqual(11)
})
