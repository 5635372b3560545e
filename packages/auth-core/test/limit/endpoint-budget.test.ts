import { expect, test } from 'vitest'
import { type Clock, createBudget } from '../../src/index.ts'
import type { Place } from '../../src/limit/line.ts'
import { askForPermit, emptyPermitLog, settlePermit } from '../../src/limit/permit-log.ts'
import { manualClock } from '../../src/testing/index.ts'
import { caller, renewal } from './call-logs.ts'

// About `EndpointBudget` of src/limit/endpoint-budget.ts.

/** An endpoint with a limit of `logins`, in a window of a minute with its margin, and what its callers were told. */
function endpoint(logins = 1, late: (ms: number) => number = (ms) => ms) {
  const clock = manualClock()
  const timers: Clock = { ...clock, setTimeout: (done, ms) => clock.setTimeout(done, late(ms)) }
  const budget = createBudget({ limits: { logins }, clock: timers }).endpoint('https://api.example.test', 'login')
  const granted: string[] = []
  const refused: string[] = []
  const waits: string[] = []
  const ask = (place: Place, signal = new AbortController().signal, onWait = (_ms: number) => {}) => {
    const heard = (ms: number) => {
      waits.push(`${place.id} ${ms}`)
      onWait(ms)
    }
    const leave = () => budget.leave(place)
    if (signal.aborted) leave()
    signal.addEventListener('abort', leave)
    return new Promise<void>((resolve) => {
      const over = (yes: boolean) => {
        const heardOf = yes ? granted : refused
        heardOf.push(place.id)
        resolve()
      }
      budget.permit(place, 30_000, { waits: heard, over })
    })
  }
  const settle = (id: string, outcome: 'success' | 'unused' | 'closed', closedForMs = 0) =>
    budget.settle({ id, outcome, closedForMs })
  return { clock, budget, ask, settle, granted, refused, waits }
}

test('permit › one that is free is given at once, without a word about waiting', async () => {
  const { clock, budget, ask, granted, waits } = endpoint()
  await ask(caller('a'))
  expect({ granted, waits }).toEqual({ granted: ['a'], waits: [] })
  expect(budget.status()).toMatchObject({ limit: 1, left: 0, nextInMs: 60_050, waiting: 0 })
  expect(clock.pendingTimers).toBe(0)
})

test('permit › the next one waits until the call has left the window, and no longer', async () => {
  const { clock, budget, ask, settle, granted, waits } = endpoint()
  await ask(caller('a'))
  settle('a', 'success')
  ask(caller('b'))
  await clock.advance(60_049)
  expect(budget.status().waiting).toBe(1)
  await clock.advance(1)
  expect({ granted, waits }).toEqual({ granted: ['a', 'b'], waits: ['b 60050'] })
  expect(budget.status().waiting).toBe(0)
})

test('permit › waiting for one keeps no process alive, and leaves no timer behind', async () => {
  const { clock, ask, settle, granted } = endpoint()
  await ask(caller('a'))
  ask(caller('b'))
  await clock.advance(0)
  expect(clock.pendingTimers).toBe(1)
  expect(clock.pendingReferenced).toBe(0)
  settle('a', 'unused')
  await clock.advance(0)
  expect(granted).toEqual(['a', 'b'])
  expect(clock.pendingTimers).toBe(0)
})

test('permit › who has left already gets none, and spends none', async () => {
  const { budget, ask, refused } = endpoint()
  await ask(caller('a'), AbortSignal.abort())
  expect(refused).toEqual(['a'])
  expect(budget.status()).toMatchObject({ left: 1, waiting: 0 })
})

test('permit › a caller who leaves gives up the place, and the next one takes it', async () => {
  const { clock, budget, ask, settle, granted, refused } = endpoint()
  const leaving = new AbortController()
  await ask(caller('a'))
  ask(caller('b'), leaving.signal)
  ask(caller('c'))
  await clock.advance(0)
  leaving.abort()
  await clock.advance(0)
  expect(refused).toEqual(['b'])
  expect(budget.status().waiting).toBe(1)
  settle('a', 'unused')
  await clock.advance(0)
  expect(granted).toEqual(['a', 'c'])
})

test('permit › a caller who leaves on hearing of the wait leaves at once', async () => {
  const { clock, budget, ask, refused } = endpoint()
  const leaving = new AbortController()
  await ask(caller('a'))
  await ask(caller('b'), leaving.signal, () => leaving.abort())
  expect(refused).toEqual(['b'])
  expect(budget.status().waiting).toBe(0)
  expect(clock.pendingTimers).toBe(0)
})

test('permit › when the first in the line leaves, the next one hears of its shorter wait', async () => {
  const { clock, ask, settle, waits } = endpoint()
  const leaving = new AbortController()
  await ask(caller('a'))
  settle('a', 'success')
  ask(caller('b'), leaving.signal)
  ask(caller('c'))
  await clock.advance(1_000)
  leaving.abort()
  await clock.advance(0)
  expect(waits).toEqual(['b 60050', 'c 120100', 'c 59050'])
})

test('permit › a caller who is ahead goes first, also if the timer of the next one is earlier', async () => {
  let timers = 0
  const { clock, ask, settle, granted } = endpoint(2, (ms) => (timers++ === 0 ? ms + 10 : ms))
  for (const id of ['a', 'b']) await ask(caller(id))
  for (const id of ['a', 'b']) settle(id, 'success')
  for (const id of ['c', 'd']) ask(caller(id))
  await clock.advance(60_050)
  expect(granted).toEqual(['a', 'b', 'c', 'd'])
})

test('permit › a renewal that callers have passed looks again when its time comes, and keeps its place', async () => {
  const { clock, ask, settle, granted } = endpoint()
  await ask(caller('a'))
  ask(renewal('b', 200_000))
  for (const id of ['c', 'd', 'e']) ask(caller(id))
  for (const id of ['a', 'c', 'd', 'e']) {
    settle(id, 'success')
    await clock.advance(60_050)
  }
  expect(granted).toEqual(['a', 'c', 'd', 'e', 'b'])
})

test('permit › a closing that comes while a caller hears of the wait makes it longer', async () => {
  const { clock, ask, settle, waits } = endpoint()
  await ask(caller('a'))
  ask(caller('b'), undefined, () => {
    if (waits.length === 1) settle('a', 'closed', 120_000)
  })
  await clock.advance(60_050)
  expect(waits).toEqual(['b 60050', 'b 59950'])
})

test('settle › an unused permit goes to the first in the line, and the others sleep on', async () => {
  const { clock, ask, settle, granted, waits } = endpoint()
  await ask(caller('a'))
  for (const id of ['b', 'c', 'd']) ask(caller(id))
  await clock.advance(0)
  waits.length = 0
  settle('a', 'unused')
  await clock.advance(0)
  expect(granted).toEqual(['a', 'b'])
  // The place that is first now looks once: it may have been its turn too.
  expect(waits).toEqual(['c 60050'])
})

test('settle › as many are woken as calls may go together', async () => {
  const { clock, ask, settle, granted, waits } = endpoint(2)
  await ask(caller('a'))
  await ask(caller('b'))
  for (const id of ['c', 'd', 'e']) ask(caller(id))
  await clock.advance(0)
  waits.length = 0
  settle('a', 'success')
  expect(granted).toEqual(['a', 'b'])
  await clock.advance(0)
  expect(waits).toEqual(['c 60050', 'd 60050'])
})

test('settle › callers are woken, and renewals only if no caller waits', async () => {
  const { clock, ask, settle, granted, waits } = endpoint()
  const leaving = new AbortController()
  await ask(caller('a'))
  ask(renewal('b', 200_000))
  ask(caller('c'), leaving.signal)
  await clock.advance(0)
  waits.length = 0
  settle('a', 'success')
  await clock.advance(0)
  expect(waits).toEqual(['c 60050'])
  leaving.abort()
  await clock.advance(0)
  expect(waits).toEqual(['c 60050', 'b 60050'])
  await clock.advance(60_050)
  expect(granted).toEqual(['a', 'b'])
})

test('settle › a place that nobody looks after any more is passed over', async () => {
  const { clock, ask, settle, waits } = endpoint()
  const lost = caller('b')
  await ask(caller('a'))
  for (const place of [lost, caller('c')]) ask(place)
  await clock.advance(0)
  waits.length = 0
  lost.keptUntil = clock.monotonic()
  settle('a', 'success')
  await clock.advance(0)
  expect(waits).toEqual(['c 60050'])
})

test('settle › a closing tells everybody how long it lasts', async () => {
  const { clock, budget, ask, settle, waits } = endpoint()
  await ask(caller('a'))
  for (const place of [caller('b'), renewal('c', 200_000), caller('d')]) ask(place)
  await clock.advance(0)
  waits.length = 0
  expect(budget.closings).toBe(0)
  settle('a', 'closed', 60_000)
  await clock.advance(0)
  expect(waits).toEqual(['b 60000', 'd 60000', 'c 60000'])
  expect(budget.closings).toBe(1)
})

test('place › it is kept for the wait and five seconds more', async () => {
  const { clock, ask, settle } = endpoint()
  const place = caller('b')
  await ask(caller('a'))
  settle('a', 'success')
  ask(place)
  expect(place.keptUntil - clock.monotonic()).toBe(60_050 + 5_000)
})

test('ask › hands on what the place says and the times that it is given', () => {
  const { budget } = endpoint(3)
  expect(budget.ask(renewal('a', 200_000), 1, 2)).toEqual({
    id: 'a',
    deadlineMs: 200_000 - 77_777,
    limit: 3,
    windowMs: 60_050,
    callMs: 1,
    placeMs: 2,
  })
})

test('status › says how many calls are left, and none while the endpoint is closed', async () => {
  const { clock, budget, ask, settle } = endpoint(3)
  expect(budget.status()).toMatchObject({ limit: 3, left: 3, nextInMs: 0, waiting: 0 })
  await ask(caller('a'))
  expect(budget.status()).toMatchObject({ limit: 3, left: 2, nextInMs: 0, waiting: 0 })
  settle('a', 'closed', 60_000)
  clock.jumpMonotonic(0.5)
  expect(budget.status()).toMatchObject({ limit: 3, left: 0, nextInMs: 60_000, waiting: 0 })
  clock.jumpMonotonic(59_999)
  expect(budget.status()).toMatchObject({ limit: 3, left: 0, nextInMs: 1, waiting: 0 })
  clock.jumpMonotonic(0.5)
  expect(budget.status()).toMatchObject({ limit: 3, left: 2, nextInMs: 0, waiting: 0 })
})

test('closed › from a 429 until its time is over, to the millisecond; a wait says whether that is the reason', async () => {
  const { clock, budget, ask, settle } = endpoint(2)
  const reasons: boolean[] = []
  const told = (place: Place) =>
    budget.permit(place, 30_000, { waits: (_ms, closed) => reasons.push(closed), over: () => {} })
  expect(budget.closed).toBe(false)
  await ask(caller('a'))
  settle('a', 'closed', 10_000)
  expect(budget.closed).toBe(true)
  told(caller('b'))
  await clock.advance(9_999)
  expect(budget.closed).toBe(true)
  await clock.advance(1)
  expect(budget.closed).toBe(false)
  await clock.advance(0)
  settle('b', 'success')
  expect(reasons[0]).toBe(true)
  told(caller('c'))
  expect(reasons.at(-1)).toBe(false)
})

test('permit › a renewal says how long its token lives, less as time passes, and waits behind all callers', async () => {
  const { clock, budget, ask, settle, granted } = endpoint()
  await ask(caller('a'))
  settle('a', 'success')
  const [late, early, wanted] = [budget.place(90_000), budget.place(30_000), budget.place(undefined)]
  expect(new Set([late.id, early.id, wanted.id]).size).toBe(3)
  expect(late.keptUntil).toBe(Number.POSITIVE_INFINITY)
  for (const place of [late, early, wanted]) ask(place)
  await clock.advance(10_000)
  expect(budget.now).toBe(clock.monotonic())
  expect(budget.ask(late, 30_000, 15_000)).toEqual({
    id: late.id,
    deadlineMs: 80_000,
    limit: 1,
    windowMs: 60_050,
    callMs: 30_000,
    placeMs: 15_000,
  })
  expect(budget.ask(wanted, 30_000, 15_000).deadlineMs).toBe(undefined)
  expect(budget.windowMs).toBe(60_050)
  for (const id of [wanted.id, early.id, late.id]) {
    await clock.advance(60_050)
    settle(id, 'success')
  }
  expect(granted).toEqual(['a', wanted.id, early.id, late.id])
  // Dead since then, whenever it asks.
  expect(budget.ask(late, 30_000, 15_000).deadlineMs).toBe(90_000 - 10_000 - 3 * 60_050)
})

test('permit › a renewal that a caller joins goes before the others', async () => {
  const { clock, budget, ask, settle, granted } = endpoint()
  await ask(caller('a'))
  settle('a', 'success')
  const [early, joined] = [budget.place(30_000), budget.place(90_000)]
  for (const place of [early, joined]) ask(place)
  await clock.advance(1_000)
  budget.move(joined, undefined)
  await clock.advance(60_000)
  expect(granted).toEqual(['a', joined.id])
})

test('ask › renewals of tokens that are dead by now all get a permit from a store, however many they are', async () => {
  const clock = manualClock()
  const budget = createBudget({ clock }).endpoint('https://origin.example', 'refresh')
  const log = emptyPermitLog()
  const places = Array.from({ length: 25 }, (_, n) => budget.place(1_000 - n))
  const granted: string[] = []
  for (let second = 0; second < 125; second++) {
    await clock.advance(1_000)
    for (const place of places) {
      await clock.advance(1)
      const { id } = place
      if (granted.includes(id)) continue
      const { retryAfterMs } = askForPermit(log, budget.ask(place, 30_000, 15_000), clock.monotonic())
      if (retryAfterMs > 0) continue
      granted.push(id)
      settlePermit(log, { id, outcome: 'success', closedForMs: 0 }, clock.monotonic())
    }
  }
  expect(granted).toHaveLength(25)
  const diedFirst = places.slice(15).map(({ id }) => id)
  expect(granted.slice(10, 20).toSorted()).toEqual(diedFirst.toSorted())
})
