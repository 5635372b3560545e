import { expect, test } from 'vitest'
import { LimitedCall } from '../../src/acquire/limited-call.ts'
import type { Sharing } from '../../src/acquire/sharing.ts'
import { memoryStore } from '../../src/index.ts'
import { Budget } from '../../src/limit/budget.ts'
import { sharedPermit } from '../../src/share/shared-permit.ts'
import { manualClock } from '../../src/testing/index.ts'

const ORIGIN = 'https://api.example'
const KEY = `login ${ORIGIN}`
const call = { signal: new AbortController().signal }

test('a store that failed while it was waited for is asked again, where our own line takes long (failure mode 88)', async () => {
  const clock = manualClock()
  const store = memoryStore({ clock })
  let down = false
  const sharing = {
    kind: 'shared',
    permit: (wait) =>
      sharedPermit(wait, clock, async (ask) => (down ? undefined : store.takePermit(wait.key, ask, call))),
    settlePermit: () => {},
  } as Partial<Sharing> as Sharing
  const budget = new Budget(new Map(), {}, clock).endpoint(ORIGIN, 'login')
  /** Another process makes all the calls that are allowed in a minute. */
  const elsewhere = async (minute: string) => {
    for (const id of ['a', 'b', 'c', 'd', 'e']) {
      const ask = { id: minute + id, limit: 5, windowMs: 60_000, callMs: 30_000, placeMs: 1_000 }
      expect(await store.takePermit(KEY, ask, call)).toMatchObject({ retryAfterMs: 0 })
      await store.settlePermit(KEY, { id: minute + id, outcome: 'success', closedForMs: 0 }, call)
    }
  }
  await elsewhere('first')

  let granted: boolean | undefined
  const waiting = new LimitedCall({ budget, key: KEY, deadlineMs: undefined, patience: { storeAnswerMs: () => 500 } })
  const over = (permit: boolean) => {
    granted = permit
  }
  waiting.permit(sharing, { waits: () => {}, over })
  await clock.advance(10_000)
  down = true
  budget.settle({ id: 'one that went alone', outcome: 'closed', closedForMs: 120_000 })
  await clock.advance(20_000)
  down = false
  await clock.advance(70_000)
  await elsewhere('second')
  await clock.advance(40_000)
  expect(granted).toBe(undefined)
  await clock.advance(30_000)
  expect(granted).toBe(true)
})
