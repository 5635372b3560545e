import { isPagamioAuthError, PagamioAuthError } from '../errors/errors.ts'
import { type Failure, failure, failureOf } from '../errors/failure.ts'
import { failureFacts, standIn } from '../errors/failure-facts.ts'
import type { Clock } from '../platform/clock.ts'
import { withDeadline } from '../platform/deadline.ts'
import type { Turns } from '../platform/turns.ts'
import { type Credentials, sameCredentials } from '../vendor/credentials.ts'
import type { CredentialsOption } from './credentials-option.ts'
import { checkGiven, validOption } from './valid-credentials.ts'

type CredentialsFunction = Exclude<CredentialsOption, Credentials>

/** What a reading came to: the credentials, or why there are only those that an earlier one gave. */
export type Reading =
  /** `next`: there is another password, which was not refused. */
  | {
      readonly credentials: Credentials
      readonly failure?: undefined
      readonly refused: Failure | undefined
      readonly next: boolean
    }
  | {
      readonly credentials: Credentials | undefined
      readonly failure: Failure
      readonly refused?: undefined
      readonly next?: undefined
    }

interface Refused {
  readonly credentials: Credentials
  readonly failure: Failure
}

/** What is known of one merchant's credentials. */
export interface KnownCredentials {
  /** From the start for an object, after the first read for a function. */
  known: Credentials | undefined
  /** What took the place of the option, if anything did. */
  replacement?: CredentialsOption | undefined
  /** What Pagamio has refused, if it has. The last two at most: while a password is changed there are two. */
  refused?: readonly Refused[] | undefined
}

/** Where the credentials come from. What is known of them outlives it. */
export class CredentialSource {
  readonly #kept: KnownCredentials
  readonly #clock: Clock
  readonly #turns: Turns | undefined
  #source: CredentialsOption

  /** @param turns a function is called in one of these */
  constructor(kept: KnownCredentials, option: CredentialsOption, clock: Clock, turns?: Turns) {
    this.#kept = kept
    this.#clock = clock
    this.#turns = turns
    this.#source = kept.replacement ?? validOption(option)
    if (typeof this.#source !== 'function') kept.known = this.#source
  }

  get known(): Credentials | undefined {
    return this.#kept.known
  }

  /** Another reading may give other values. */
  get isFunction(): boolean {
    return typeof this.#source === 'function'
  }

  read(deadlineMs: number): Promise<Reading> {
    const source = this.#source
    if (typeof source !== 'function') return Promise.resolve(this.#judged([source]))
    const turns = this.#turns
    const deadline = this.#clock.monotonic() + deadlineMs
    const call = () => this.#call(source, deadline)
    // Thousands may wait for their turn: each is a promise, and no function that stands still.
    return turns ? new Promise<void>((resolve) => turns.take(resolve)).then(call) : call()
  }

  async #call(source: CredentialsFunction, deadline: number): Promise<Reading> {
    const late = () =>
      new PagamioAuthError('credentials_unavailable', 'The credentials function did not answer in time.')
    let given: unknown
    try {
      given = await withDeadline(
        this.#clock,
        deadline - this.#clock.monotonic(),
        async (signal) => source({ signal }),
        late,
      )
    } catch (thrown) {
      if (isPagamioAuthError(thrown) && thrown.code === 'credentials_unavailable')
        return this.#unavailable(failureOf(thrown))
      const cause = standIn(failureFacts(thrown), 'credentials function')
      return this.#unavailable(failure('credentials_unavailable', 'The credentials function failed.', { cause }))
    }
    const checked = checkGiven(given)
    if ('problem' in checked) {
      return this.#unavailable(failure('credentials_unavailable', `The credentials function's ${checked.problem}.`))
    }
    const judged = this.#judged(checked)
    if (source === this.#source) this.#kept.known = judged.credentials
    return judged
  }

  /** Remembers why Pagamio gave no token for these. */
  refuse(credentials: Credentials, failure: Failure): void {
    this.#kept.refused = [{ credentials, failure }, ...this.#others(credentials)].slice(0, 2)
  }

  /** A login with these has brought a token: they are refused no longer. */
  accept(credentials: Credentials): void {
    if (this.#kept.refused) this.#kept.refused = this.#others(credentials)
  }

  /** New credentials lift every refusal. */
  replace(option: CredentialsOption): void {
    this.#source = validOption(option)
    this.#kept.replacement = this.#source
    this.#kept.known = typeof this.#source === 'function' ? undefined : this.#source
    this.#kept.refused = undefined
  }

  /** The first that was not refused; if all were, the last. */
  #judged(given: readonly Credentials[]): Exclude<Reading, { failure: Failure }> {
    const failureFor = (one: Credentials) =>
      this.#kept.refused?.find(({ credentials }) => sameCredentials(credentials, one))?.failure
    const good = given.filter((one) => !failureFor(one))
    const credentials = (good[0] ?? given.at(-1)) as Credentials
    return { credentials, refused: failureFor(credentials), next: good.length > 1 }
  }

  #others(credentials: Credentials): readonly Refused[] {
    return this.#kept.refused?.filter((one) => !sameCredentials(one.credentials, credentials)) ?? []
  }

  #unavailable(reason: Failure): Reading {
    return { failure: reason, credentials: this.known }
  }
}
