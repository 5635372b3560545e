import { invalidOption, isPagamioAuthError, PagamioAuthError } from '../errors/errors.ts'
import { type Failure, failure, failureOf } from '../errors/failure.ts'
import { failureFacts, standIn } from '../errors/failure-facts.ts'
import type { Clock } from '../platform/clock.ts'
import { withDeadline } from '../platform/deadline.ts'
import type { Turns } from '../platform/turns.ts'
import { type Credentials, type RotatingCredentials, sameCredentials } from '../vendor/credentials.ts'

/**
 * Credentials, or a function that fetches them (a vault, a mounted file). It is called within an acquisition, before
 * anything is sent. If it rejects, logins fail with `credentials_unavailable`, and the next login calls it again. While
 * you change a password, it may return the old one and the new one.
 */
export type CredentialsOption =
  | Credentials
  | ((call: { readonly signal: AbortSignal }) => Promise<Credentials | RotatingCredentials>)

/** Control characters in a secret are always a mistake in a file or a variable, and look like a wrong password. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
const CONTROL = /[\u0000-\u001f\u007f]/

function problemOf(value: unknown, what: string): string | undefined {
  if (typeof value !== 'string' || value === '') return `${what} is missing or empty`
  if (CONTROL.test(value)) return `${what} contains a control character (a trailing newline from a file?)`
  return undefined
}

/** A copy of valid credentials, or what is wrong with them (never their values). */
function checkCredentials(given: unknown): Credentials | { readonly problem: string } {
  const { username, password } = (typeof given === 'object' && given !== null ? given : {}) as Partial<Credentials>
  const problem = problemOf(username, 'username') ?? problemOf(password, 'password')
  return problem ? { problem } : { username: username as string, password: password as string }
}

/** A copy of what a function gave, the first to be tried before the other; or what is wrong with it. */
function checkGiven(given: unknown): readonly Credentials[] | { readonly problem: string } {
  const { current, next } = (typeof given === 'object' && given !== null ? given : {}) as Partial<RotatingCredentials>
  if (current === undefined) {
    const only = checkCredentials(given)
    return 'problem' in only ? only : [only]
  }
  const first = checkCredentials(current)
  if ('problem' in first || next === undefined) return 'problem' in first ? first : [first]
  const second = checkCredentials(next)
  if ('problem' in second) return { problem: `next ${second.problem}` }
  if (second.username !== first.username) return { problem: 'next password is that of another username' }
  return [first, second]
}

/** What a reading came to. After a failure, `known` is what an earlier one gave. */
export type Reading =
  /** `next`: there is another password, which was not refused. */
  | { readonly credentials: Credentials; readonly refused: Failure | undefined; readonly next: boolean }
  | { readonly failure: Failure; readonly known: Credentials | undefined }

interface Refused {
  readonly credentials: Credentials
  readonly failure: Failure
}

const nothingRefused: readonly Refused[] = []

/** Where the credentials come from, and which values Pagamio has refused. */
export class CredentialSource {
  #source: CredentialsOption
  #known: Credentials | undefined
  /** The last two at most: while a password is changed there are two. */
  #refused = nothingRefused
  readonly #clock: Clock
  readonly #turns: Turns | undefined

  /** @param turns a function is called in one of these */
  constructor(option: CredentialsOption, clock: Clock, turns?: Turns) {
    this.#clock = clock
    this.#turns = turns
    this.#source = normalise(option)
  }

  /** As far as they are known: from the start for an object, after the first read for a function. */
  get known(): Credentials | undefined {
    return typeof this.#source === 'function' ? this.#known : this.#source
  }

  /** Another reading may give other values. */
  get isFunction(): boolean {
    return typeof this.#source === 'function'
  }

  async read(deadlineMs: number): Promise<Reading> {
    const source = this.#source
    if (typeof source !== 'function') return this.#judged([source])
    const late = () =>
      new PagamioAuthError('credentials_unavailable', 'The credentials function did not answer in time.')
    const turns = this.#turns
    const deadline = this.#clock.monotonic() + deadlineMs
    if (turns) await new Promise<void>((resolve) => turns.take(resolve))
    let given: unknown
    try {
      given = await withDeadline(
        this.#clock,
        deadline - this.#clock.monotonic(),
        async (signal) => source({ signal }),
        late,
      )
    } catch (thrown) {
      const ours = isPagamioAuthError(thrown) && thrown.code === 'credentials_unavailable'
      const cause = ours ? undefined : standIn(failureFacts(thrown), 'credentials function')
      return this.#unavailable(
        ours ? failureOf(thrown) : failure('credentials_unavailable', 'The credentials function failed.', { cause }),
      )
    }
    const checked = checkGiven(given)
    if ('problem' in checked) {
      return this.#unavailable(failure('credentials_unavailable', `The credentials function's ${checked.problem}.`))
    }
    const judged = this.#judged(checked)
    if (source === this.#source) this.#known = judged.credentials
    return judged
  }

  /** Remembers why Pagamio gave no token for these. */
  refuse(credentials: Credentials, failure: Failure): void {
    this.#refused = [{ credentials, failure }, ...this.#others(credentials)].slice(0, 2)
  }

  /** A login with these has brought a token: they are refused no longer. */
  accept(credentials: Credentials): void {
    if (this.#refused.length > 0) this.#refused = this.#others(credentials)
  }

  /** New credentials lift every refusal. */
  replace(option: CredentialsOption): void {
    this.#source = normalise(option)
    this.#known = undefined
    this.#refused = nothingRefused
  }

  /** The first that was not refused; if all were, the last. */
  #judged(given: readonly Credentials[]): Exclude<Reading, { failure: Failure }> {
    const failureFor = (one: Credentials) =>
      this.#refused.find(({ credentials }) => sameCredentials(credentials, one))?.failure
    const good = given.filter((one) => !failureFor(one))
    const credentials = (good[0] ?? given.at(-1)) as Credentials
    return { credentials, refused: failureFor(credentials), next: good.length > 1 }
  }

  #others(credentials: Credentials): readonly Refused[] {
    return this.#refused.filter((one) => !sameCredentials(one.credentials, credentials))
  }

  #unavailable(reason: Failure): Reading {
    return { failure: reason, known: this.known }
  }
}

function normalise(option: CredentialsOption): CredentialsOption {
  if (typeof option === 'function') return option
  const checked = checkCredentials(option)
  if ('problem' in checked)
    throw invalidOption('credentials', `should hold a username and a password: ${checked.problem}`)
  return checked
}
