import type { Place } from '../../src/limit/line.ts'
import { emptyPermitLog, type PermitLog } from '../../src/limit/permit-log.ts'
import type { CallLog } from '../../src/limit/sliding-window.ts'

/** The usual limit in these tests: small enough to count by hand. */
export const LIMIT = { limit: 3, windowMs: 60_000 }

/** A log with some of its fields set. */
export const logOf = (fields: Partial<PermitLog>): PermitLog => ({ ...emptyPermitLog(), ...fields })

/** A call that was granted and answered at the same moment. */
export const answered = (id: string, at: number): CallLog['calls'][number] => ({
  id,
  grantedAt: at,
  endsAt: at,
  answered: true,
})

/** A call without an answer so far, which it gets by `endsAt` at the latest. */
export const underWay = (id: string, grantedAt: number, endsAt: number): CallLog['calls'][number] => ({
  id,
  grantedAt,
  endsAt,
  answered: false,
})

/** A caller's place in the line, which nobody gives up. */
export const caller = (id: string, keptUntil = Number.POSITIVE_INFINITY): Place => ({
  id,
  diesAt: undefined,
  keptUntil,
})

/** The same for a renewal that nobody waits for. */
export const renewal = (id: string, diesAt: number, keptUntil = Number.POSITIVE_INFINITY): Place => ({
  id,
  diesAt,
  keptUntil,
})
