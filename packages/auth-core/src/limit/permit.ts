/** A request for the right to make one call. It contains every number, so a store needs no rule of its own. */
export interface PermitAsk {
  /** The asking process; the same each time. */
  readonly id: string
  /**
   * For a renewal without a waiting caller: how long the token that it replaces still lives; below 0 once it is dead,
   * so that its turn stays the same. Waiting callers go first, in the order of asking. Then the renewals follow, the
   * token that ends first before the others.
   */
  readonly deadlineMs?: number | undefined
  /** So many calls… */
  readonly limit: number
  /** …in any so many milliseconds. */
  readonly windowMs: number
  /** How long the call may take: unsettled, it counts until `callMs` and `windowMs` are over. */
  readonly callMs: number
  /** How long a refused process keeps its place in the line without asking again. */
  readonly placeMs: number
}

export interface PermitAnswer {
  /** 0: granted, and logged. Otherwise the expected wait. */
  readonly retryAfterMs: number
  /** How many times in a row the endpoint was closed, since the last success. */
  readonly closings: number
}

/**
 * The result of a permit. `success` and `answered` open the endpoint; a success also clears earlier closings. `closed`
 * (a 429) closes it for `closedForMs`. `unanswered` changes nothing. `unused` gives back the permit, or the place in
 * the line.
 */
export interface PermitSettlement {
  readonly id: string
  readonly outcome: 'success' | 'answered' | 'unanswered' | 'unused' | 'closed'
  readonly closedForMs: number
}
