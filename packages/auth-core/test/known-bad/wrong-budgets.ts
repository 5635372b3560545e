import type { Budget, Clock } from '../../src/index.ts'
import type { Waiter } from '../../src/limit/endpoint-budget.ts'
import type { Place } from '../../src/limit/line.ts'

/** How long until the next call may go, by some rule; 0 takes the place. */
type Rule = () => number

/** A bucket of five that refills one by one: nine or ten get through in one minute. */
export const tokenBucket = (clock: Clock): Budget =>
  budgetOf(clock, () => {
    const refillMs = 12_000
    let level = 5
    let filledAt = clock.monotonic()
    return () => {
      const refills = Math.floor((clock.monotonic() - filledAt) / refillMs)
      level = Math.min(5, level + refills)
      filledAt += refills * refillMs
      if (level === 0) return filledAt + refillMs - clock.monotonic()
      level--
      return 0
    }
  })

/** Five in each minute of the clock: ten get through around its turn. */
export const fixedWindow = (clock: Clock): Budget =>
  budgetOf(clock, () => {
    let minute = 0
    let used = 0
    return () => {
      const now = Math.floor(clock.monotonic() / 60_000)
      if (now !== minute) used = 0
      minute = now
      if (used === 5) return (minute + 1) * 60_000 - clock.monotonic()
      used++
      return 0
    }
  })

/** The members of a budget that a call uses, around a rule. */
function budgetOf(clock: Clock, ruleFor: () => Rule): Budget {
  const endpoints = { login: endpointOf(clock, ruleFor()), refresh: endpointOf(clock, ruleFor()) }
  const endpoint = (_origin: string, name: 'login' | 'refresh') => endpoints[name]
  const budget = { endpoint, purchases: () => endpointOf(clock, ruleFor()) }
  return budget as unknown as Budget
}

function endpointOf(clock: Clock, rule: Rule) {
  return {
    place: () => ({ id: crypto.randomUUID() }),
    move() {},
    async permit(place: Place, _callMs: number, waiter: Waiter) {
      for (let waitMs = rule(); waitMs > 0; waitMs = rule()) {
        waiter.waits(waitMs, false)
        await new Promise<void>((resolve) => clock.setTimeout(resolve, waitMs))
      }
      place.granted = { at: clock.monotonic(), closings: 0 }
      waiter.over(true)
    },
    leave() {},
    settle() {},
    get now() {
      return clock.monotonic()
    },
    closings: 0,
    status: () => ({ limit: 0, windowMs: 0, left: 0, nextInMs: 0, waiting: 0, calls: [], closedForMs: 0 }),
  }
}
