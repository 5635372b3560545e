/** The longest that a timer of the platform can wait; beyond it, it would be due at once. */
export const LONGEST_WAIT_MS = 2 ** 31 - 1

/**
 * @throws TypeError where it is no number, RangeError where it is NaN or not within bounds; either names the argument
 */
export function checkNumber(
  name: string,
  value: unknown,
  least: number,
  most = Number.POSITIVE_INFINITY,
): asserts value is number {
  if (typeof value !== 'number') throw new TypeError(`${name} should be a number`)
  const upTo = most === Number.POSITIVE_INFINITY ? ' or more' : ` to ${most}`
  if (!(value >= least && value <= most)) throw new RangeError(`${name} should be ${least}${upTo}, not ${value}`)
}

/** The same for a whole number; Infinity counts as one. */
export function checkWhole(name: string, value: unknown, least: number, most?: number): asserts value is number {
  checkNumber(name, value, least, most)
  if (value % 1 !== 0 && value !== Number.POSITIVE_INFINITY) {
    throw new RangeError(`${name} should be a whole number, not ${value}`)
  }
}

/** @throws RangeError that names the argument and what it can be */
export function checkOneOf<Value>(name: string, value: Value, allowed: readonly Value[]): void {
  if (!allowed.includes(value)) throw new RangeError(`${name} should be one of ${allowed.join(', ')}`)
}

/** @throws TypeError that names the argument */
export function checkText(name: string, value: unknown): asserts value is string {
  if (typeof value !== 'string') throw new TypeError(`${name} should be a string`)
}
