import type { Answer } from '../token/answer.ts'
import type { LimitedEndpoint } from '../token/endpoint.ts'
import type { Credentials } from './credentials.ts'

/** What a server answered, as far as anybody looks at it. */
export interface Reply {
  readonly status: number
  /** Its body, or `undefined` if that was longer than is read. */
  readonly text: string | undefined
  /** In milliseconds from now. */
  readonly retryAfterMs: number | undefined
}

/** All that is one vendor's own. The rest of the core knows tokens, limits and time. */
export interface TokenApi {
  /** Where each call goes, below the base URL, and how many of them a window allows. */
  readonly calls: Readonly<Record<LimitedEndpoint, { readonly path: string; readonly limit: number }>>
  readonly windowMs: number
  /** How many bytes of an answer are read. */
  readonly largestAnswer: number
  loginBody(credentials: Credentials): object
  refreshBody(refreshToken: string): object
  /** What a reply means. It never throws. */
  read(endpoint: LimitedEndpoint, reply: Reply): Answer
  /** The value of the `Authorization` header. */
  authorization(accessToken: string): string
}
