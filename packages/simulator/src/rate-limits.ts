import type { Endpoint } from './endpoint.ts'
import type { ResolvedLimits } from './simulator-options.ts'

type Verdict = 'admitted' | 'rate_limited' | 'blocked'

/**
 * The caller that is counted: limits are kept per address (the auth endpoints) or per token (purchases), in each
 * environment.
 */
interface Arrival {
  readonly endpoint: Endpoint
  /** Environment and address. */
  readonly origin: string
  /** The `Authorization` header, or empty. */
  readonly bearer: string
  readonly at: number
}

export interface RateLimits {
  /** How many addresses and tokens it has something on. */
  readonly size: number
  /** Judges a request by those admitted in the window before it, whatever became of them. */
  admit(arrival: Arrival): Verdict
  clear(): void
}

/** A sliding log per limit. A request that was refused takes no place in it, but counts towards a block. */
export function createRateLimits(limits: ResolvedLimits): RateLimits {
  const admitted = new Map<string, number[]>()
  const refused = new Map<string, number[]>()
  const blockedUntil = new Map<string, number>()
  let swept = Number.NEGATIVE_INFINITY

  /** Once a window: a caller without a request in it is removed. */
  function sweep(at: number): void {
    if (at - swept < limits.windowMs) return
    swept = at
    for (const log of [admitted, refused]) {
      for (const [key, times] of log)
        if (at - (times.at(-1) ?? Number.NEGATIVE_INFINITY) >= limits.windowMs) log.delete(key)
    }
    for (const [origin, until] of blockedUntil) if (at >= until) blockedUntil.delete(origin)
  }

  const recent = (log: Map<string, number[]>, key: string, at: number): number[] => {
    const times = (log.get(key) ?? []).filter((time) => at - time < limits.windowMs)
    log.set(key, times)
    return times
  }

  function refuse({ origin, at }: Arrival): Verdict {
    if (limits.blockAfter === Number.POSITIVE_INFINITY) return 'rate_limited'
    const offences = recent(refused, origin, at)
    offences.push(at)
    if (offences.length >= limits.blockAfter) blockedUntil.set(origin, at + limits.blockMs)
    return 'rate_limited'
  }

  return {
    get size() {
      return admitted.size + refused.size + blockedUntil.size
    },
    admit(arrival) {
      const { at, origin } = arrival
      sweep(at)
      if (at < (blockedUntil.get(origin) ?? Number.NEGATIVE_INFINITY)) return 'blocked'
      const limit = limitOf(arrival, limits)
      if (limit.most === Number.POSITIVE_INFINITY) return 'admitted'
      const calls = recent(admitted, limit.key, at)
      if (calls.length >= limit.most) return refuse(arrival)
      calls.push(at)
      return 'admitted'
    },
    clear() {
      admitted.clear()
      refused.clear()
      blockedUntil.clear()
    },
  }
}

function limitOf({ endpoint, origin, bearer }: Arrival, limits: ResolvedLimits): { key: string; most: number } {
  switch (endpoint) {
    case 'login':
      return { key: `login ${origin}`, most: limits.logins }
    case 'refresh':
      return { key: `refresh ${origin}`, most: limits.refreshes }
    case 'purchase':
      return { key: `purchase ${bearer}`, most: bearer ? limits.purchases : Number.POSITIVE_INFINITY }
    default:
      return { key: '', most: Number.POSITIVE_INFINITY }
  }
}
