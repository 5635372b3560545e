import type { BudgetLimits, Credentials, PagamioAuthOptions } from '@pagamio/auth-core'

/**
 * What tells one set of options from another: each name, and after it what was given. It may hold the password: it stays
 * in memory and is never printed.
 */
export type OptionsIdentity = readonly unknown[]

// Options that are plain data, with all that the core reads in them. Whatever else such an object has, a `toJSON` that
// hides the password say, makes no difference.
export const credentials = ['username', 'password'] satisfies (keyof Credentials)[]
export const limits = ['logins', 'refreshes', 'purchases', 'windowMs', 'share'] satisfies (keyof BudgetLimits)[]
const dataOptions = new Map<unknown, readonly string[]>(Object.entries({ credentials, limits }))

export function identityOf(options: PagamioAuthOptions): OptionsIdentity {
  // What keeps a request alive says nothing about whose tokens these are.
  const given: Readonly<Record<string | symbol, unknown>> = { ...options, waitUntil: undefined }
  return Reflect.ownKeys(given).flatMap((name) => [name, ...valuesOf(name, given[name])])
}

/** Of data its members, after the list of them, which nobody else has; of anything else the one value. */
function valuesOf(name: string | symbol, value: unknown): readonly unknown[] {
  const data = dataOptions.get(name)
  if (data && typeof value === 'object' && value) return [data, ...data.map((member) => Reflect.get(value, member))]
  // A list, of keys: made anew from the environment for each request, it is still the same.
  if (Array.isArray(value)) return [value.length, ...value.map(textOfBytes)]
  return [value instanceof URL ? String(value) : textOfBytes(value)]
}

const textOfBytes = (value: unknown): unknown => (value instanceof Uint8Array ? String(value) : value)

/** The same values, and the same functions, stores and clocks; `alike` when those may be others. */
export const isSame = (one: OptionsIdentity, other: OptionsIdentity, alike = false): boolean =>
  one.length === other.length && one.every((value, n) => value === other[n] || (alike && Object(value) === value))
