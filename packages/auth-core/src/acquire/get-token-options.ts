import type { AccessToken } from '../token/access-token.ts'

/** What one caller asks for. */
export interface GetTokenOptions {
  /**
   * The token of a request that was answered 401. You get another token, or the same one if no new one may be acquired
   * yet (then pass the 401 on). Report each 401, also one after the second send. A late 401 for an old token costs
   * nothing.
   * @example await pagamio.getToken({ rejected: token })
   */
  readonly rejected?: AccessToken | string | undefined
  /** Detaches this caller, and only this caller; the rejection is the signal's reason. */
  readonly signal?: AbortSignal | undefined
  /**
   * Milliseconds this caller waits for a token at most. With `0` it does not wait, and only starts an acquisition.
   * @default the instance's `timeoutMs` (30 s)
   */
  readonly timeoutMs?: number | undefined
  /**
   * Milliseconds the token should live at least. If it has less, the caller waits for a new one, or gets the living one
   * if no new one can be acquired. Counts up to half of a token's life, so that not every call acquires another.
   * @default 0: the token that the instance would use for its own requests
   * @example await pagamio.getToken({ minTtlMs: 600_000 }) // for a batch that takes ten minutes
   */
  readonly minTtlMs?: number | undefined
}
