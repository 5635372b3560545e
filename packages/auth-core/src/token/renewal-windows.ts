const MINUTE = 60_000

/** Whether renewals go on behind the callers' backs, or only while one of them waits. */
export type Renewal = 'ahead' | 'inline'

/** What is ruled about renewals for an instance. */
export interface RenewalRules {
  readonly renewal: Renewal
  /** In [0, 1): makes this instance renew a little earlier than others. */
  readonly jitter: number
}

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
 * Renew ahead = min(5 min, 20 % of the life), must renew = min(30 s, 5 %). Inline nothing is renewed ahead, and must
 * renew = min(60 s, 20 %). `jitter` makes the first one up to a fifth earlier, so that a fleet does not move as one.
 */
export function renewalWindows(lifetimeMs: number, { renewal, jitter }: RenewalRules): RenewalWindows {
  if (renewal === 'inline') {
    const mustMs = Math.min(MINUTE, lifetimeMs * 0.2)
    return { aheadMs: mustMs, mustMs, aloneMs: mustMs }
  }
  const aheadMs = Math.min(5 * MINUTE, lifetimeMs * 0.2) * (1 + jitter / 5)
  const mustMs = Math.min(MINUTE / 2, lifetimeMs * 0.05)
  return { aheadMs, mustMs, aloneMs: mustMs + (aheadMs - mustMs) * jitter }
}

/** What depends on whether renewals run in the background. */
interface RenewalManner {
  /** In the last window a caller waits so long for a renewal, then takes the living token. */
  readonly graceMs: number
  /** An acquisition goes on when all callers that waited for it have got a token. */
  readonly goesOn: boolean
  /** A wall clock that leapt tells that the process stood still, and not that somebody has set it. */
  readonly freezes: boolean
  /** After a stop of the whole process, what was answered meanwhile gets so long to be read. */
  readonly readingMs: number
}

/** A process that freezes between requests has nothing behind it, and stands still all the time. */
export const renewalManner: Readonly<Record<Renewal, RenewalManner>> = {
  ahead: { graceMs: 1_000, goesOn: true, freezes: false, readingMs: 750 },
  inline: { graceMs: 5_000, goesOn: false, freezes: true, readingMs: 100 },
}
