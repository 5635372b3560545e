import type { Clock, FetchLike } from '@pagamio/auth-core'

/** What a process is given to be made of. */
export interface Place {
  readonly clock: Clock
  readonly fetch: FetchLike
  readonly random: () => number
}

export interface HeldToken {
  /** Milliseconds of the clock's wall side. */
  readonly expiresAt: number
  /** An acquisition is under way. */
  readonly acquiring: boolean
  /** Callers that wait for it. */
  readonly waiting: number
}

/** How a process calls Pagamio for its merchants: the two ways that are compared. */
export interface Client {
  call(merchant: number): Promise<Response>
  token(merchant: number): HeldToken | undefined
}

export const BASE_URL = 'https://sandbox.example/api/v1'
