import type { Clock } from '../clock.ts'
import type { KeptTokens } from './kept-tokens.ts'

/** What an application under test is started with. */
export interface AppSettings {
  /** The simulated API, over TCP on this machine. Lives as long as the case. */
  readonly baseUrl: string
  readonly credentials: { readonly username: string; readonly password: string }
  /** Stands still until the case turns it. Everything in the client that depends on time has to use this clock. */
  readonly clock: Clock
  /** Set if a case starts the application a second time: it still holds the tokens that were kept in it. */
  readonly store: KeptTokens | undefined
}

/**
 * A small shop, built with the adapter under test. It answers
 *
 * | request                  | with what the API says to                                         |
 * | ------------------------ | ----------------------------------------------------------------- |
 * | `GET /categories`        | `GET /products/categories`                                        |
 * | `POST /airtime`          | `POST /purchase`, made of `{ mobileNumber, amount, reference }`   |
 * | `POST /pagamio/purchase` | `POST /purchase`, whose body is passed on as a stream as it comes |
 * | `GET /transactions/:id`  | `POST /transactions` with this `transactionId`                    |
 * | `GET /health`            | nothing: it makes no call                                         |
 *
 * 200 and the API's JSON if the API succeeded. Anything else, also a redirect, is a 502 with
 * `{ error: 'upstream', message }`, whose message has the API's status and text. If there is no token, it is a 502, or a
 * 503 with `Retry-After` in seconds, and `error` is the code of the error (`invalid_credentials`). It sends nothing again
 * except after a 401. Its health is 200, also before the first token and while a living token cannot be renewed, and 503
 * if callers get no token. If a visitor has left, nothing more is sent for that visitor: neither when the token arrives,
 * nor a second time.
 */
export interface AppUnderTest {
  /** Where it listens; this or `fetch`. */
  readonly url?: string | undefined
  /** How to send it requests, if it does not listen. */
  readonly fetch?: ((request: Request) => Response | Promise<Response>) | undefined
  /** Everything that it has printed so far, and the content of all errors that it saw: no secret may be in it. */
  logs(): string
  /** Stops as on SIGTERM: lets visitors finish, and saves what was under way. */
  close(): Promise<void>
}

/** Starts the application. Nothing remains of an earlier start except the content of `store`. */
export type StartApp = (settings: AppSettings) => AppUnderTest | Promise<AppUnderTest>
