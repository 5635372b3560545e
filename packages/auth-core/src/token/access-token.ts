import { Profile } from './profile.ts'

/** Most runtimes refuse a header for the ellipsis; workerd takes any character but the line break. */
const REDACTED = '[redacted AccessToken …\n use .value or .authorization]'

/**
 * A bearer token that does not print itself. `value` and `authorization` are the only ways to the secret;
 * `toString`, `toJSON` and inspection are redacted, with characters that no header accepts, so that
 * `` `Bearer ${token}` `` fails loudly instead of earning a 401.
 */
export class AccessToken {
  readonly #value: string
  readonly #authorization: string
  /** Wall-clock milliseconds (as `Date.now()`) after which this token is not used. At most an hour ahead. */
  readonly expiresAt: number
  /** Grows with each token of one merchant; safe to log. */
  readonly generation: number
  /** The login's description of the account. It does not print itself either. */
  readonly profile: Profile

  constructor(
    value: string,
    expiresAt: number,
    generation: number,
    authorization = `Bearer ${value}`,
    profile = new Profile(),
  ) {
    this.#value = value
    this.#authorization = authorization
    this.expiresAt = expiresAt
    this.generation = generation
    this.profile = profile
    Object.freeze(this)
  }

  /** The token itself, without the scheme. */
  get value(): string {
    return this.#value
  }

  /** The value of the `Authorization` header: `Bearer <token>`. */
  get authorization(): string {
    return this.#authorization
  }

  toString(): string {
    return REDACTED
  }

  toJSON(): string {
    return REDACTED
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return REDACTED
  }
}
