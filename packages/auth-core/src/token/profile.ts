/** What a field of a profile may hold. */
export type PlainValue = string | number | boolean | readonly string[]

/** A profile as plain data: the form that is held and saved. */
export type ProfileFields = Readonly<Record<string, PlainValue>>

const NAME = /^[A-Za-z]\w{0,63}$/
const TEXT = /^\P{Cc}{1,256}$/u
const MOST_TEXTS = 64
const MOST_FIELDS = 32

export const noFields: ProfileFields = Object.freeze({})

/** The fields that are plain values, as many as a profile has room for. */
export function plainFields(value: unknown): ProfileFields {
  if (typeof value !== 'object' || value === null) return noFields
  const plain = Object.entries(value).filter(([name, one]) => NAME.test(name) && isPlain(one))
  if (plain.length === 0) return noFields
  return Object.freeze(Object.fromEntries(plain.slice(0, MOST_FIELDS).map(([name, one]) => [name, frozen(one)])))
}

const isText = (value: unknown): boolean => typeof value === 'string' && TEXT.test(value)

const isPlain = (value: unknown): value is PlainValue =>
  typeof value === 'boolean' ||
  Number.isFinite(value) ||
  isText(value) ||
  (Array.isArray(value) && value.length <= MOST_TEXTS && value.every(isText))

const frozen = (value: PlainValue): PlainValue => (typeof value === 'object' ? Object.freeze([...value]) : value)

const REDACTED = '[redacted Profile]'

/**
 * The login's description of the account. It names a person or an account, so it does not print itself: `toString`,
 * `toJSON` and inspection are redacted. Take the fields that you need, or all of them by `fields`.
 */
export class Profile {
  readonly #fields: ProfileFields

  constructor(fields: ProfileFields = noFields) {
    this.#fields = fields
    Object.freeze(this)
  }

  get username(): string | undefined {
    return this.#text('username')
  }

  /** `MERCHANT` or `SUB_MERCHANT` in the documentation; `POST /transactions` needs it. */
  get userType(): string | undefined {
    return this.#text('userType')
  }

  /** The account's id for that type; `POST /transactions` needs it. */
  get userTypeId(): string | undefined {
    return this.#text('userTypeId')
  }

  get userId(): string | undefined {
    return this.#text('userId')
  }

  /** Empty if the login contained none. */
  get roles(): readonly string[] {
    const roles = this.#own('roles')
    return Array.isArray(roles) ? roles : []
  }

  /** `undefined` if the login did not contain it. */
  get hasWallet(): boolean | undefined {
    const hasWallet = this.#own('hasWallet')
    return typeof hasWallet === 'boolean' ? hasWallet : undefined
  }

  /** All fields of the login, also those without a member here: a plain object, which prints. */
  get fields(): ProfileFields {
    return this.#fields
  }

  #own(name: string): PlainValue | undefined {
    return Object.hasOwn(this.#fields, name) ? this.#fields[name] : undefined
  }

  /** Ids are text in one place and numbers in another. */
  #text(name: string): string | undefined {
    const value = this.#own(name)
    return typeof value === 'string' || typeof value === 'number' ? `${value}` : undefined
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
