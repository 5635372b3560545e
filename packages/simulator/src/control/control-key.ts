import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'

const SHORTEST = 32
const BYTES = 24

/** @throws RangeError where the one that is given cannot be meant */
export function controlKey(given: string | undefined): string {
  if (given === undefined) return randomBytes(BYTES).toString('base64url')
  if (given.length >= SHORTEST && /^[\w.~+/=-]+$/.test(given)) return given
  throw new RangeError(`control.key should be ${SHORTEST} letters or digits, or more`)
}

/** Takes as long whether the first or the last character differs. */
export function isSameKey(given: string, expected: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(given), digest(expected))
}
