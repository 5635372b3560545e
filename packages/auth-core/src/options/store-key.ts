import { invalidOption } from '../errors/errors.ts'

const KEY_BYTES = 32

/** How one comes by a key, for every message that asks for one. */
export const makeAKey = `one comes from \`openssl rand -base64 ${KEY_BYTES}\` or \`pagamio key new\``

/**
 * A copy of the bytes: the caller may wipe his own.
 * @param option what the key was given as, for the message
 */
export function resolveKey(key: Uint8Array | string | undefined, option = 'key'): Uint8Array<ArrayBuffer> | undefined {
  if (key === undefined) return undefined
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
