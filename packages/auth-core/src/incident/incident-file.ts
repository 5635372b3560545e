import type { Now } from '../token/transition.ts'

/** One step as a trace holds it: see docs/trace-format.md. */
export interface TraceStep {
  readonly now: Now
  readonly event: { readonly type: string }
  /** What was to be done, by name, in order. */
  readonly actions: readonly string[]
  /** The state afterwards. */
  readonly state: object
}

export interface TraceStart {
  readonly trace: 1
  readonly state: object
}

/** What was recorded of one merchant. */
export interface MerchantTrace {
  /** His number in this file: it says nothing outside. */
  readonly merchant: number
  /** Steps that were recorded and let go, because later ones needed the room. */
  readonly dropped: number
  readonly trace: readonly [TraceStart, ...TraceStep[]]
}

/** A recording as plain data. It holds no secret, no name and no address. */
export interface IncidentFile {
  readonly incident: 1
  /** The version of this package that recorded it. */
  readonly library: string
  readonly of: 'instance' | 'pool'
  readonly steps: number
  readonly dropped: number
  readonly merchants: readonly MerchantTrace[]
}

/** A larger one is read by nobody, and never written. */
export const LARGEST_INCIDENT = 5_000_000
