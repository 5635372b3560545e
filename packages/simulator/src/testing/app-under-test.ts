import type { Clock } from '../clock.ts'
import type { KeptTokens } from './kept-tokens.ts'

/** What an application under test is started with. */
export interface AppSettings {
  /** The simulated API, over TCP on this machine. Lives as long as the case. */
  readonly baseUrl: string
  readonly credentials: { readonly username: string; readonly password: string }
  /** Stands still until the case turns it: whatever goes by time in the client has to go by this clock. */
  readonly clock: Clock
  /** Only where a case starts the application a second time: tokens kept in it are there again. */
  readonly store: KeptTokens | undefined
}

/**
 * A small shop, built with the adapter that is to be proved. It answers
 *
 * | request                  | with what the API says to                                         |
 * | ------------------------ | ----------------------------------------------------------------- |
 * | `GET /categories`        | `GET /products/categories`                                        |
 * | `POST /airtime`          | `POST /purchase`, made of `{ mobileNumber, amount, reference }`   |
 * | `POST /pagamio/purchase` | `POST /purchase`, whose body is passed on as a stream as it comes |
 * | `GET /transactions/:id`  | `POST /transactions` with this `transactionId`                    |
 * | `GET /health`            | nothing: it makes no call                                         |
 *
 * 200 and the API's JSON where it succeeded. Anything else, also a redirect, is a 502 with
 * `{ error: 'upstream', message }`, whose message has the API's status and words. Trouble with the token is a 502, or a
 * 503 with `Retry-After` in seconds, and `error` is the code of the error (`invalid_credentials`). It repeats nothing by
 * itself but what a 401 asks for. Its health is a 200, also before the first token and while a living token cannot be
 * renewed, and a 503 where callers get none. For a visitor who has left nothing is sent any more, neither when the token
 * comes nor a second time.
 */
export interface AppUnderTest {
  /** Where it listens; this or `fetch`. */
  readonly url?: string | undefined
  /** How it is asked where it does not listen. */
  readonly fetch?: ((request: Request) => Response | Promise<Response>) | undefined
  /** Everything it has printed so far, and what the errors hold that it has come by: they may show no secret. */
  logs(): string
  /** Stops as on SIGTERM: lets visitors finish, and saves what was under way. */
  close(): Promise<void>
}

/** Starts the application, with nothing left over from another start but what `store` has kept. */
export type StartApp = (settings: AppSettings) => AppUnderTest | Promise<AppUnderTest>
