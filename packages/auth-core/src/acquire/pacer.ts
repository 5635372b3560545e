import { invalidOption, PagamioAuthError } from '../errors/errors.ts'
import type { EndpointBudget } from '../limit/endpoint-budget.ts'
import { type Clock, startTimer } from '../platform/clock.ts'
import { ignore } from '../platform/ignore.ts'
import { own } from '../platform/own.ts'
import { STORE_ANSWER_MS } from '../token/store-patience.ts'
import type { Credentials } from '../vendor/credentials.ts'
import type { GetTokenOptions } from './get-token-options.ts'
import { LimitedCall } from './limited-call.ts'
import { alone, type Sharing } from './sharing.ts'

/** How long a caller waits for its turn. */
export interface PaceOptions {
  /** Gives up the place; the call rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined
  /**
   * Milliseconds this caller waits at most, for a token too. If they are not enough, the call rejects at once.
   * @default the instance's `timeoutMs` (30 s)
   */
  readonly timeoutMs?: number | undefined
}

/** The right to send one purchase now. */
export interface Permit {
  /**
   * Reports the result, once. `answered`: with anything but a 429, or not at all. `limited`: by a 429; all that share
   * wait for a minute. `unused`: the next one may go. An unsettled permit counts for 30 s longer.
   */
  settle(outcome: 'answered' | 'limited' | 'unused'): void
}

/** What pacing needs from around it. */
export interface PacerParts {
  readonly limit: EndpointBudget
  readonly sharing: () => Sharing | Promise<Sharing>
  /** As far as they are known: after the first token they are. */
  readonly credentials: { readonly known: Credentials | undefined }
  readonly getToken: (options: GetTokenOptions) => Promise<unknown>
  readonly clock: Clock
  readonly timeoutMs: number
}

/** A sale waits for no store that is slow. */
const patience = { storeAnswerMs: () => STORE_ANSWER_MS }

const HINT =
  'Pagamio allows 10 purchases a minute per account, unless yours has another limit. Wait retryAfterMs, or give it a longer timeoutMs.'

/** Turns for what the API limits per account: in the order of asking, here and among processes that share a store. */
export class Pacer {
  readonly #parts: PacerParts

  constructor(parts: PacerParts) {
    this.#parts = parts
  }

  async pace(what: 'purchase', options: PaceOptions = {}): Promise<Permit> {
    const { clock, getToken, limit } = this.#parts
    const { signal, timeoutMs = this.#parts.timeoutMs } = own(options)
    if (what !== 'purchase') throw invalidOption('what', "should be 'purchase'")
    const deadline = clock.monotonic() + timeoutMs
    // The account may be known only by then; without a token nothing is bought.
    await getToken({ timeoutMs, ...(signal && { signal }) })
    const { call, sharing } = await this.#call()
    // What waits in the line keeps no process alive.
    const timer = startTimer(clock, timeoutMs, ignore)
    let leave = ignore
    try {
      return await new Promise((resolve, reject) => {
        const giveUp = (reason: unknown) => {
          reject(reason)
          call.leave()
        }
        leave = () => giveUp(signal?.reason)
        if (signal?.aborted) return leave()
        signal?.addEventListener('abort', leave)
        call.permit(sharing, {
          waits: (ms) => {
            if (clock.monotonic() + ms > deadline) giveUp(tooLong(ms))
          },
          over: (granted) => {
            if (granted) resolve(permit(call, limit.windowMs))
          },
        })
      })
    } finally {
      clock.clearTimeout(timer)
      signal?.removeEventListener('abort', leave)
    }
  }

  async #call(): Promise<{ readonly call: LimitedCall; readonly sharing: Sharing }> {
    const { credentials, limit } = this.#parts
    const sharing = await this.#parts.sharing()
    const { known } = credentials
    const account = known && (await sharing.account(known))
    const call = new LimitedCall({
      budget: limit,
      key: `purchase ${account}`,
      deadlineMs: undefined,
      patience,
    })
    return { call, sharing: account === undefined ? alone : sharing }
  }
}

const permit = (call: LimitedCall, windowMs: number): Permit => ({
  settle(outcome) {
    if (outcome === 'unused') call.return()
    else if (outcome === 'limited') call.settle('closed', windowMs)
    else call.settle('success')
  },
})

const tooLong = (retryAfterMs: number) =>
  new PagamioAuthError('rate_limited', 'No purchase may be sent yet: the limit of this account is used up.', {
    retryAfterMs,
    hint: HINT,
  })
