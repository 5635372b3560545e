import type { Endpoint } from './endpoint.ts'
import type { Environment } from './environment.ts'
import type { Fault } from './fault.ts'

export const outcomes = [
  'ok',
  'refused',
  'bad_request',
  'unauthorized',
  'forbidden',
  'not_found',
  'rate_limited',
  'blocked',
  'fault',
  'pending',
  'aborted',
] as const

/**
 * The result of a request. `refused`: the API took it, and declined it for a business reason. `pending` is not answered
 * yet; `aborted`: its body never arrived whole.
 */
export type Outcome = (typeof outcomes)[number]

/** One request as the server saw it. Holds no username, password or token. */
export interface LogEntry {
  readonly endpoint: Endpoint
  readonly method: string
  /** Path without query, as received; also an unknown one. */
  readonly path: string
  readonly address: string
  readonly environment: Environment
  /** Id of the account that the credentials or the token belong to (`M-1001`), if it is known. */
  readonly merchant: string | undefined
  /** Serial number of the access token issued or used, counted per merchant from 1. */
  readonly generation: number | undefined
  /** Undefined until answered, and if the connection was lost. */
  readonly status: number | undefined
  readonly outcome: Outcome
  /** The injected fault, if there was one. */
  readonly fault: Fault['kind'] | undefined
  /** SHA-256 in hex of the body as received; undefined for an empty one. */
  readonly bodyHash: string | undefined
  readonly contentType: string | undefined
  readonly authorization: 'none' | 'bearer' | 'other'
  readonly userAgent: string | undefined
  /** `clock.monotonic()` at arrival. */
  readonly at: number
}

/** The entry of a request that is being worked on. */
export type OpenEntry = { -readonly [Key in keyof LogEntry]: LogEntry[Key] }
