import type { StoreLatency } from '../observe/store-status.ts'

/** How long one call took, and when it was over, wall-clock milliseconds. */
export interface CallTime {
  readonly at: number
  readonly tookMs: number
}

const WINDOW_MS = 60_000
/** A pool may ask hundreds of times a minute. */
const MOST = 100

/** Adds a call that is over now. Changes the list. */
export function addCall(calls: CallTime[], call: CallTime): void {
  // Several at a time: to move all the others up for each one costs more than the rest of it.
  if (calls.length >= 2 * MOST) calls.splice(0, MOST)
  calls.push(call)
}

/** Of the last call, and of those in the minute before it. */
export function latencyOf(calls: readonly CallTime[]): StoreLatency | undefined {
  const last = calls.at(-1)
  if (!last) return undefined
  const recent = calls.slice(-MOST).filter(({ at }) => Math.abs(last.at - at) < WINDOW_MS)
  return { at: last.at, lastMs: last.tookMs, slowestMs: Math.max(...recent.map(({ tookMs }) => tookMs)) }
}
