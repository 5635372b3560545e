import type { Now } from '../token/transition.ts'

/** One step of a trace: see docs/trace-format.md. */
export interface TraceStep {
  readonly now: Now
  readonly event: { readonly type: string }
  /** The actions to carry out, by name, in order. */
  readonly actions: readonly string[]
  /** The state afterwards. */
  readonly state: object
}

export interface TraceStart {
  readonly trace: 1
  readonly state: object
}

/** The recording of one merchant. */
export interface MerchantTrace {
  /** The merchant's number. It has a meaning in this file only. */
  readonly merchant: number
  /** How many recorded steps were dropped, because later ones needed the room. */
  readonly dropped: number
  readonly trace: readonly [TraceStart, ...TraceStep[]]
}

/** A recording as plain data. It contains no secret, no name and no address. */
export interface IncidentFile {
  readonly incident: 1
  /** The version of this package that recorded it. */
  readonly library: string
  readonly of: 'instance' | 'pool'
  readonly steps: number
  readonly dropped: number
  readonly merchants: readonly MerchantTrace[]
}

/** A larger file is never written, and is refused when read. */
export const LARGEST_INCIDENT = 5_000_000
