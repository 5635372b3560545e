const MINUTE = 60_000

/** When a token stops being simply used. All are counted back from the end of its life. */
export interface RenewalWindows {
  /** From here on the held token is used while a renewal goes on behind it. */
  readonly aheadMs: number
  /** From here on callers wait for the renewal, for a moment. */
  readonly mustMs: number
  /** From here on a process renews alone if the store that it shares does not answer: each at another time. */
  readonly aloneMs: number
}

/**
 * Renew ahead = min(5 min, 20 % of the life), must renew = min(30 s, 5 %).
 * `jitter` in [0, 1) makes the first one up to a fifth earlier, so that a fleet does not move as one.
 */
export function renewalWindows(lifetimeMs: number, jitter: number): RenewalWindows {
  const aheadMs = Math.min(5 * MINUTE, lifetimeMs * 0.2) * (1 + jitter / 5)
  const mustMs = Math.min(MINUTE / 2, lifetimeMs * 0.05)
  return { aheadMs, mustMs, aloneMs: mustMs + (aheadMs - mustMs) * jitter }
}
