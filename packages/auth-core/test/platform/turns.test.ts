import { expect, test } from 'vitest'
import { Turns } from '../../src/platform/turns.ts'
import { manualClock } from '../../src/testing/index.ts'

// About src/platform/turns.ts: many do something, and the event loop goes on between them.

function taken(count: number) {
  const clock = manualClock()
  const turns = new Turns(clock)
  const done: number[] = []
  for (let n = 0; n < count; n++) turns.take(() => done.push(n))
  return { clock, turns, done }
}

test('turns › a few need no turn: each does it at once', () => {
  expect(taken(100).done).toHaveLength(100)
})

test('turns › of many 100 at a time do it, all in the order of asking', async () => {
  const { clock, done } = taken(500)
  const counts = [done.length]
  for (let turn = 0; turn < 4; turn++) {
    await clock.advance(1)
    counts.push(done.length)
  }
  expect(counts).toEqual([100, 200, 300, 400, 500])
  expect(done).toEqual(Array.from({ length: 500 }, (_, n) => n))
})

test('turns › who comes while others wait goes behind them', async () => {
  const { clock, turns, done } = taken(101)
  turns.take(() => done.push(-1))
  expect(done).toHaveLength(100)
  await clock.advance(1)
  expect(done.slice(-2)).toEqual([100, -1])
})
