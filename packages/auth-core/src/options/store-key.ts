import { invalidOption } from '../errors/errors.ts'

const KEY_BYTES = 32

/** How one comes by a key, for every message that asks for one. */
export const makeAKey = `one comes from \`openssl rand -base64 ${KEY_BYTES}\` or \`pagamio key new\``

/** 32 bytes, or the same as base64. */
export type StoreKey = Uint8Array | string

/**
 * Copies of the bytes, because the caller may wipe its own: none, one, or those of a list.
 * @param option what they were given as, for the message
 */
export function resolveKeys(
  given: StoreKey | readonly StoreKey[] | undefined,
  option = 'key',
): readonly Uint8Array<ArrayBuffer>[] {
  if (given === undefined) return []
  if (!Array.isArray(given)) return [resolveKey(given as StoreKey, option)]
  if (given.length === 0) throw invalidOption(option, `should be a key, or a list with at least one; ${makeAKey}`)
  const keys = given.map((key: StoreKey) => resolveKey(key, option))
  if (new Set(keys.map(String)).size < keys.length)
    throw invalidOption(option, 'should be a list of different keys: the first one writes, all of them read')
  return keys
}

function resolveKey(key: StoreKey, option: string): Uint8Array<ArrayBuffer> {
  const bytes = typeof key === 'string' ? fromBase64(key) : key
  if (!(bytes instanceof Uint8Array && bytes.length === KEY_BYTES))
    throw invalidOption(option, `should be ${KEY_BYTES} bytes, or the same as base64; ${makeAKey}`)
  return Uint8Array.from(bytes)
}

function fromBase64(text: string): Uint8Array | undefined {
  try {
    return Uint8Array.from(atob(text), (character) => character.charCodeAt(0))
  } catch {
    return undefined
  }
}
