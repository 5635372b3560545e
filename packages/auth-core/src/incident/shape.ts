/** Whether a value is as it should be; a member that is not there is `undefined`. */
export type Check = (value: unknown) => boolean

export const flag: Check = (value) => typeof value === 'boolean'
/** Beyond it no clock goes, and no date. */
const FURTHEST = 8e15
export const number: Check = (value) => typeof value === 'number' && Math.abs(value) <= FURTHEST
/** What JSON cannot hold is written as text. */
export const bound: Check = (value) => number(value) || value === 'Infinity' || value === '-Infinity'
export const maybe =
  (check: Check): Check =>
  (value) =>
    value === undefined || check(value)
export const either =
  (...checks: readonly Check[]): Check =>
  (value) =>
    checks.some((check) => check(value))
export const only =
  (wanted: unknown): Check =>
  (value) =>
    value === wanted
export const list =
  (item: Check, most: number): Check =>
  (value) =>
    Array.isArray(value) && value.length <= most && value.every(item)

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Exactly these members, each of them its own. */
export type Members<Of> = { readonly [Name in keyof Required<Of>]: Check }

/** An object with these members and no other. A type that gets another member does not compile until it has a check here. */
export function shape<Of extends object>(members: Members<Of>): Check {
  const checks = Object.entries<Check>(members)
  return (value) =>
    isObject(value) &&
    Object.keys(value).every((name) => Object.hasOwn(members, name)) &&
    checks.every(([name, check]) => check(Object.hasOwn(value, name) ? value[name] : undefined))
}

/** Objects that one member tells apart. */
export const variants =
  <Tag extends string>(tag: string, kinds: { readonly [Kind in Tag]: Check }): Check =>
  (value) => {
    if (!isObject(value) || !Object.hasOwn(value, tag)) return false
    const kind = value[tag]
    return typeof kind === 'string' && Object.hasOwn(kinds, kind) && kinds[kind as Tag](value)
  }
