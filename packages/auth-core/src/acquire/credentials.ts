import { invalidOption, isPagamioAuthError, PagamioAuthError } from '../errors/errors.ts'
import { type Failure, failure, failureOf } from '../errors/failure.ts'
import { failureFacts, standIn } from '../errors/failure-facts.ts'
import type { Clock } from '../platform/clock.ts'
import { withDeadline } from '../platform/deadline.ts'
import { type Credentials, sameCredentials } from '../vendor/credentials.ts'

/**
 * Credentials, or a function that fetches them (a vault, a mounted file). It is called within an acquisition, before
 * anything is sent; its rejection becomes `credentials_unavailable`, fails logins only, and is never remembered.
 */
export type CredentialsOption = Credentials | ((call: { readonly signal: AbortSignal }) => Promise<Credentials>)

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

/** What a reading came to. After a failure, `known` is what an earlier one gave. */
export type Reading =
  | { readonly credentials: Credentials; readonly refused: Failure | undefined }
  | { readonly failure: Failure; readonly known: Credentials | undefined }

/** Where the credentials come from, and which values Pagamio has refused. */
export class CredentialSource {
  #source: CredentialsOption
  #known: Credentials | undefined
  #refused: { readonly credentials: Credentials; readonly failure: Failure } | undefined
  readonly #clock: Clock

  constructor(option: CredentialsOption, clock: Clock) {
    this.#clock = clock
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
    if (typeof source !== 'function') return this.#judged(source)
    const late = () =>
      new PagamioAuthError('credentials_unavailable', 'The credentials function did not answer in time.')
    let given: unknown
    try {
      given = await withDeadline(this.#clock, deadlineMs, async (signal) => source({ signal }), late)
    } catch (thrown) {
      const ours = isPagamioAuthError(thrown) && thrown.code === 'credentials_unavailable'
      const cause = ours ? undefined : standIn(failureFacts(thrown), 'credentials function')
      return this.#unavailable(
        ours ? failureOf(thrown) : failure('credentials_unavailable', 'The credentials function failed.', { cause }),
      )
    }
    const checked = checkCredentials(given)
    if ('problem' in checked) {
      return this.#unavailable(failure('credentials_unavailable', `The credentials function's ${checked.problem}.`))
    }
    if (source === this.#source) this.#known = checked
    return this.#judged(checked)
  }

  /** Remembers why Pagamio gave no token for these. */
  refuse(credentials: Credentials, failure: Failure): void {
    this.#refused = { credentials, failure }
  }

  /** A login with these has brought a token: they are refused no longer. */
  accept(credentials: Credentials): void {
    if (this.#refused && sameCredentials(this.#refused.credentials, credentials)) this.#refused = undefined
  }

  /** New credentials lift every refusal. */
  replace(option: CredentialsOption): void {
    this.#source = normalise(option)
    this.#known = undefined
    this.#refused = undefined
  }

  #judged(credentials: Credentials): Reading {
    const refused = this.#refused && sameCredentials(this.#refused.credentials, credentials)
    return { credentials, refused: refused ? this.#refused?.failure : undefined }
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
