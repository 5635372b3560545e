/** Asks for the right to make one call. Every number is given, so that a store holds no rule of its own. */
export interface PermitAsk {
  /** Who asks; the same at each asking. */
  readonly id: string
  /**
   * For a renewal that nobody waits for: how long the token that it replaces still lives. Who waits goes first, in the order
   * of asking; then the renewals, the token that dies first before the others.
   */
  readonly deadlineMs?: number | undefined
  /** So many calls… */
  readonly limit: number
  /** …in any so many milliseconds. */
  readonly windowMs: number
  /** How long the call may take: unsettled, it counts until `callMs` and `windowMs` are over. */
  readonly callMs: number
  /** Who was refused keeps his place in the line for so long without asking again. */
  readonly placeMs: number
}

export interface PermitAnswer {
  /** 0: granted, and logged. Otherwise how long it will take, as far as is known. */
  readonly retryAfterMs: number
  /** How many times in a row the endpoint was closed, since the last success. */
  readonly closings: number
}

/**
 * What became of a permit. `success` and `answered` open the endpoint, a success also forgets earlier closings;
 * `closed` (a 429) closes it for `closedForMs`; `unanswered` says nothing about it; `unused` gives the permit, or the
 * place in the line, back.
 */
export interface PermitSettlement {
  readonly id: string
  readonly outcome: 'success' | 'answered' | 'unanswered' | 'unused' | 'closed'
  readonly closedForMs: number
}
