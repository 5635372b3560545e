import type { Reckoning } from '../support/reckoning.ts'

/** By the clock that nobody can set: it stands still in a sleep, and starts anew with the machine. */
export const byUptime: Reckoning = ({ monotonicAt = 0 }, clock) => Math.max(0, clock.monotonic() - monotonicAt)

/** The greater of both, without a look at what the monotonic one counts from. */
export const ofAnyBoot: Reckoning = ({ storedAt, monotonicAt = 0 }, clock) =>
  Math.max(0, clock.now() - storedAt, clock.monotonic() - monotonicAt)
