import type { StoreLatency } from '../observe/store-status.ts'

/** How long one call took, and when it was over, wall-clock milliseconds. */
export interface CallTime {
  readonly at: number
  readonly tookMs: number
}

const WINDOW_MS = 60_000
/** A pool may ask hundreds of times a minute. */
const MOST = 100

/** With a call that is over now, and without what is older than a minute. */
export const withCall = (calls: readonly CallTime[], call: CallTime): readonly CallTime[] =>
  [...calls.filter(({ at }) => Math.abs(call.at - at) < WINDOW_MS), call].slice(-MOST)

export function latencyOf(calls: readonly CallTime[]): StoreLatency | undefined {
  const last = calls.at(-1)
  return last && { at: last.at, lastMs: last.tookMs, slowestMs: Math.max(...calls.map(({ tookMs }) => tookMs)) }
}
