import { isToken } from './token-response.ts'
import type { TokenSet } from './token-set.ts'
import type { StoreCall, TokenStore } from './token-store.ts'

/** Where one account's token set is kept between instances: a store of any kind, seen through a seal. */
export interface TokenVault {
  /** What is stored, and how long ago it was asked for. What cannot be opened or read is a miss, never an error. */
  load(call: StoreCall): Promise<(TokenSet & { readonly ageMs: number }) | undefined>
  /** `ageWhenSavedMs`: how long ago the set was asked for. False when something as new is stored already. */
  save(set: TokenSet, ageWhenSavedMs: number, call: StoreCall): Promise<boolean>
  /** Removes the set of this generation or an older one. */
  forget(generation: number, call: StoreCall): Promise<void>
}

/**
 * The most that Workers allow; one number everywhere, so that Node and Workers read the same store. A stolen store can
 * be searched for weak passwords at this price per guess.
 */
export const PBKDF2_ITERATIONS = 100_000
/** Says what the sealed form is, iterations included. Another form gets another label, and with it other slots. */
const SCHEMA = '@pagamio/auth-core/sealed@1'
const LONGEST_LIFETIME_MS = 3_600_000
const LONGEST_REFRESH_LIFETIME_MS = 7 * 24 * 3_600_000
const NONCE_BYTES = 12

interface Keys {
  readonly slot: string
  readonly keyId: string
  readonly key: Awaited<ReturnType<typeof crypto.subtle.deriveKey>>
}

/**
 * Seals token sets with a key from the account's own password, so that a stolen folder or dump alone yields nothing and
 * nobody configures anything. Other accounts, passwords and schemas use other slots, and a text copied from one slot
 * to another, or given another generation, does not open. The key is derived at the first use and kept.
 * The store's own rejections pass through.
 */
export function sealedStore(
  store: TokenStore,
  owner: { readonly origin: string; readonly username: string; readonly password: string },
): TokenVault {
  const { origin, username, password } = owner
  let derived: Promise<Keys> | undefined
  function keys(): Promise<Keys> {
    derived ??= deriveKeys(origin, username, password).catch((error) => {
      derived = undefined
      throw error
    })
    return derived
  }

  return {
    async load(call) {
      const own = await keys()
      const stored = await store.get(own.slot, call)
      if (!stored) return undefined
      try {
        const { text, generation, ageMs } = stored
        const set = readTokenSet(await open(own, text, generation), generation)
        return set && Number.isFinite(ageMs) && ageMs >= 0
          ? Object.freeze({ ...set, ageMs: set.ageMs + ageMs })
          : undefined
      } catch {
        return undefined
      }
    },

    async save({ generation, ...set }, ageWhenSavedMs, call) {
      const own = await keys()
      const text = await seal(own, JSON.stringify({ ...set, elapsedMs: Math.max(0, ageWhenSavedMs) }), generation)
      const ttlMs = set.refreshToken === undefined ? set.lifetimeMs : set.refreshLifetimeMs
      return store.setIfNewer(own.slot, { text, generation, ttlMs }, call)
    },

    async forget(generation, call) {
      const { slot } = await keys()
      return store.delete(slot, { generation }, call)
    },
  }
}

async function deriveKeys(origin: string, username: string, password: string): Promise<Keys> {
  const { subtle } = crypto
  // A JSON array, not joined text: ("a:b", "c") and ("a", "b:c") must not come to the same.
  const salt = await subtle.digest('SHA-256', utf8(JSON.stringify([SCHEMA, origin, username])))
  const secret = await subtle.importKey('raw', utf8(password), 'PBKDF2', false, ['deriveBits'])
  const stretch = { name: 'PBKDF2', hash: 'SHA-256', salt, iterations: PBKDF2_ITERATIONS }
  const stretched = await subtle.deriveBits(stretch, secret, 256)
  const root = await subtle.importKey('raw', stretched, 'HKDF', false, ['deriveBits', 'deriveKey'])
  const use = (info: string) => ({ name: 'HKDF', hash: 'SHA-256', salt: new Uint8Array(), info: utf8(info) })
  // The slot's name too: made from the username alone, a store would tell who has an account.
  const [slot, keyId, key] = await Promise.all([
    subtle.deriveBits(use('slot'), root, 256),
    subtle.deriveBits(use('key id'), root, 64),
    subtle.deriveKey(use('seal'), root, { name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt']),
  ])
  return { slot: hex(slot), keyId: hex(keyId), key }
}

const prefix = ({ keyId }: Keys) => `v1.${keyId}.`

const aesGcm = ({ slot, keyId }: Keys, generation: number, iv: Uint8Array<ArrayBuffer>) => ({
  name: 'AES-GCM',
  iv,
  additionalData: utf8(JSON.stringify([SCHEMA, slot, generation, keyId])),
})

async function seal(keys: Keys, plain: string, generation: number): Promise<string> {
  const nonce = crypto.getRandomValues(new Uint8Array(NONCE_BYTES))
  const sealed = await crypto.subtle.encrypt(aesGcm(keys, generation, nonce), keys.key, utf8(plain))
  return prefix(keys) + toBase64url(nonce) + toBase64url(new Uint8Array(sealed))
}

/** Throws for anything that these keys have not sealed for this generation. */
async function open(keys: Keys, text: string, generation: number): Promise<string> {
  if (!text.startsWith(prefix(keys))) throw new Error('sealed with another key')
  const bytes = fromBase64url(text.slice(prefix(keys).length))
  const algorithm = aesGcm(keys, generation, bytes.slice(0, NONCE_BYTES))
  return new TextDecoder().decode(await crypto.subtle.decrypt(algorithm, keys.key, bytes.slice(NONCE_BYTES)))
}

/** Sealed by us, but perhaps by another version: types are checked, and lives shortened to the longest there are. */
function readTokenSet(plain: string, generation: number): (TokenSet & { ageMs: number }) | undefined {
  const { accessToken, refreshToken, lifetimeMs, refreshLifetimeMs, elapsedMs } = JSON.parse(plain)
  const valid =
    isToken(accessToken) &&
    (refreshToken === undefined || isToken(refreshToken)) &&
    [lifetimeMs, refreshLifetimeMs, elapsedMs].every((ms) => Number.isFinite(ms) && ms >= 0)
  if (!valid) return undefined
  return {
    accessToken,
    refreshToken,
    generation,
    lifetimeMs: Math.min(lifetimeMs, LONGEST_LIFETIME_MS),
    refreshLifetimeMs: Math.min(refreshLifetimeMs, LONGEST_REFRESH_LIFETIME_MS),
    ageMs: elapsedMs,
  }
}

const utf8 = (text: string) => new TextEncoder().encode(text)

const hex = (bytes: ArrayBuffer) =>
  Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, '0')).join('')

/** Twelve bytes make sixteen characters without padding, so that a nonce and what follows can be joined as text. */
function toBase64url(bytes: Uint8Array): string {
  let binary = ''
  for (const byte of bytes) binary += String.fromCharCode(byte)
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')
}

const fromBase64url = (text: string) =>
  Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (character) => character.charCodeAt(0))
