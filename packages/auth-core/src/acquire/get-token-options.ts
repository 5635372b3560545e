import type { AccessToken } from '../token/access-token.ts'

/** What one caller asks for. */
export interface GetTokenOptions {
  /**
   * The token that a 401 answered: the answer is another one, or the same again where no new one may be had yet (then
   * hand the 401 on). Report each 401, also the one that follows a replay. A late 401 for an old token costs nothing.
   * @example await pagamio.getToken({ rejected: token })
   */
  readonly rejected?: AccessToken | string | undefined
  /** Detaches this caller, and only this caller; the rejection is the signal's reason. */
  readonly signal?: AbortSignal | undefined
  /**
   * Milliseconds this caller waits for a token at most. With `0` it only sees to it that one is being acquired.
   * @default the instance's `timeoutMs` (30 s)
   */
  readonly timeoutMs?: number | undefined
  /**
   * Milliseconds the token should live at least: where it has less the caller waits for a new one, and gets the living
   * one while none can be had. Counts up to half of a token's life, so that not every call asks for another.
   * @default 0: whatever the instance would use for a request of its own
   * @example await pagamio.getToken({ minTtlMs: 600_000 }) // for a batch that takes ten minutes
   */
  readonly minTtlMs?: number | undefined
}
