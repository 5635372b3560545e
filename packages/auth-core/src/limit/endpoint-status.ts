import { type CallLimit, type CallLog, callsWithin } from './sliding-window.ts'

/** One call that a limit still counts. */
export interface CallStatus {
  /** Milliseconds since its permit was given. */
  readonly agoMs: number
  /** Milliseconds until it counts no more; `undefined` while it is not answered. */
  readonly freeInMs: number | undefined
}

/** One limited endpoint, as the budget counts it now. */
export interface EndpointStatus {
  /** Calls allowed in a window. */
  readonly limit: number
  /** The length of the window in milliseconds: a little more than the vendor's minute. */
  readonly windowMs: number
  /** The calls of this process that the window sees, the oldest first. */
  readonly calls: readonly CallStatus[]
  /** Milliseconds until the closing after a 429 ends; 0 while it is open. */
  readonly closedForMs: number
  /** Calls that may be sent at once. */
  readonly left: number
  /** Milliseconds until the next one may be sent; 0 when one may. */
  readonly nextInMs: number
  /** Flights that wait for a permit. */
  readonly waiting: number
}

/**
 * What a log says of its limit, without those that wait for it.
 * @param nextInMs how long a newcomer waits
 */
export function endpointStatus(
  log: CallLog,
  { limit, windowMs }: CallLimit,
  nextInMs: number,
  now: number,
): Omit<EndpointStatus, 'waiting'> {
  const counted = callsWithin(log, { limit, windowMs }, now)
  const calls = counted
    .map(({ grantedAt, endsAt, answered }) => ({
      agoMs: Math.round(now - grantedAt),
      freeInMs: answered ? Math.ceil(endsAt + windowMs - now) : undefined,
    }))
    .sort((one, other) => other.agoMs - one.agoMs)
  const closedForMs = Math.max(0, Math.ceil((log.closedUntil ?? now) - now))
  const left = nextInMs > 0 ? 0 : Math.max(0, limit - counted.length)
  return { limit, windowMs, left, nextInMs, calls, closedForMs }
}
