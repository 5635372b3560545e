import { invalidOption, isPagamioAuthError, PagamioAuthError } from '../errors/errors.ts'
import { failureFacts, standIn } from '../errors/failure-facts.ts'
import { type Clock } from '../platform/clock.ts'
import { withDeadline } from '../platform/deadline.ts'

/** Username and password of one merchant or sub-merchant, in one environment. */
export interface Credentials {
  readonly username: string
  readonly password: string
}

/**
 * Credentials, or a function that fetches them (a vault, a mounted file). It is called within an acquisition, before
 * anything is sent; its rejection becomes `credentials_unavailable`, fails logins only, and is never remembered.
 */
export type CredentialsOption = Credentials | ((call: { readonly signal: AbortSignal }) => Promise<Credentials>)

const ASK_AGAIN_MS = 30_000

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

interface Refusal {
  readonly credentials: Credentials
  readonly error: PagamioAuthError
  readonly at: number
}

/** Where the credentials come from, and whether Pagamio has refused the ones we know. */
export class CredentialSource {
  #source: CredentialsOption
  #known: Credentials | undefined
  #refusal: Refusal | undefined
  /** When every refusal was lifted, also those that other processes heard; monotonic. */
  #liftedAt = Number.NEGATIVE_INFINITY
  readonly #clock: Clock

  constructor(option: CredentialsOption, clock: Clock) {
    this.#clock = clock
    this.#source = normalise(option)
  }

  /** The username as far as it is known: from the start for an object, after the first read for a function. */
  get username(): string | undefined {
    return this.known?.username
  }

  /** What was read last, or given. */
  get known(): Credentials | undefined {
    return typeof this.#source === 'function' ? this.#known : this.#source
  }

  /** The same error at once for a password that was refused; a function is asked again after 30 s. */
  refusalNow(): PagamioAuthError | undefined {
    const refusal = this.#refusal
    if (refusal === undefined || typeof this.#source !== 'function') return refusal?.error
    return this.#clock.monotonic() - refusal.at < ASK_AGAIN_MS ? refusal.error : undefined
  }

  /** @throws PagamioAuthError `credentials_unavailable`, or the refusal again where the values are still the refused ones */
  async read(deadlineMs: number): Promise<Credentials> {
    const source = this.#source
    if (typeof source !== 'function') return source
    const late = () =>
      new PagamioAuthError('credentials_unavailable', 'The credentials function did not answer in time.')
    const given = await withDeadline(this.#clock, deadlineMs, async (signal) => source({ signal }), late).catch(
      (thrown) => {
        if (isPagamioAuthError(thrown) && thrown.code === 'credentials_unavailable') throw thrown
        const cause = standIn(failureFacts(thrown), 'credentials function')
        throw new PagamioAuthError('credentials_unavailable', 'The credentials function failed.', { cause })
      },
    )
    const checked = checkCredentials(given)
    if ('problem' in checked) {
      throw new PagamioAuthError('credentials_unavailable', `The credentials function's ${checked.problem}.`)
    }
    if (source === this.#source) this.#known = checked
    const refusal = this.#refusal
    if (refusal && sameCredentials(refusal.credentials, checked)) {
      this.#refusal = { ...refusal, at: this.#clock.monotonic() }
      throw refusal.error
    }
    this.#refusal = undefined
    return checked
  }

  /** Remembers that Pagamio answered 401 to a login with these. */
  refuse(credentials: Credentials, error: PagamioAuthError): void {
    this.#refusal = { credentials, error, at: this.#clock.monotonic() }
  }

  /** New credentials lift every refusal. */
  replace(option: CredentialsOption): void {
    this.#source = normalise(option)
    this.#known = undefined
    this.#refusal = undefined
    this.#liftedAt = this.#clock.monotonic()
  }

  /** Whether a refusal that is so old was lifted since. */
  lifted(ageMs: number): boolean {
    return this.#clock.monotonic() - ageMs <= this.#liftedAt
  }
}

function normalise(option: CredentialsOption): CredentialsOption {
  if (typeof option === 'function') return option
  const checked = checkCredentials(option)
  if ('problem' in checked)
    throw invalidOption('credentials', `should hold a username and a password: ${checked.problem}`)
  return checked
}

export const sameCredentials = (a: Credentials, b: Credentials): boolean =>
  a.username === b.username && a.password === b.password
