import type { SealKey, Subtle } from '../platform/subtle.ts'
/**
 * The most that Workers allow; one number everywhere, so that Node and Workers read the same store. A stolen store can
 * be searched for weak passwords at this price per guess.
 */
export const PBKDF2_ITERATIONS = 100_000
/** Says what the sealed form is, iterations included. Another form gets another label, and with it other slots. */
const SCHEMA = '@pagamio/auth-core/sealed@1'
const NONCE_BYTES = 12

/** Whose tokens are sealed: one account of one API. */
export interface SealOwner {
  readonly origin: string
  readonly username: string
  readonly password: string
  /** 32 bytes that every process has; without them the password is stretched. */
  readonly key: Uint8Array<ArrayBuffer> | undefined
}

/** One place in a store: its name, and the key for what is in it. */
export interface Seal {
  readonly slot: string
  readonly keyId: string
  readonly key: SealKey
  readonly subtle: Subtle
}

/** Where the account's token set is, and where it is noted that its password was refused. */
export interface AccountSeals {
  readonly tokens: Seal
  readonly refusal: Seal
  /** Tells token sets of this password from those of another one for the same account. Sealed with them. */
  readonly credentialsId: string
}

/** Other accounts, keys and schemas come to other slots; nothing in a slot's name can be guessed at faster than the key. */
export async function accountSeals(
  { origin, username, password, key }: SealOwner,
  subtle: Subtle,
): Promise<AccountSeals> {
  const root = await (key ? secretOf(subtle, key, 'HKDF') : stretched(subtle, origin, username, password))
  // JSON arrays, not joined text: ("a:b", "c") and ("a", "b:c") must not come to the same.
  const [tokens, refusal, credentialsId] = await Promise.all([
    sealFrom(subtle, root, ['tokens', origin, username]),
    // With a given key the password must be named here, because a refusal is one password's.
    sealFrom(subtle, root, ['refusal', origin, username, password]),
    subtle.deriveBits(use('credentials', [origin, username, password]), root, 64),
  ])
  return { tokens, refusal, credentialsId: hex(credentialsId) }
}

const secretOf = (subtle: Subtle, bytes: ArrayBuffer | Uint8Array<ArrayBuffer>, algorithm: 'HKDF' | 'PBKDF2') =>
  subtle.importKey('raw', bytes, algorithm, false, [
    'deriveBits',
    ...(algorithm === 'HKDF' ? (['deriveKey'] as const) : []),
  ])

async function stretched(subtle: Subtle, origin: string, username: string, password: string) {
  const salt = await subtle.digest('SHA-256', utf8(JSON.stringify([SCHEMA, origin, username])))
  const stretch = { name: 'PBKDF2', hash: 'SHA-256', salt, iterations: PBKDF2_ITERATIONS }
  const bits = await subtle.deriveBits(stretch, await secretOf(subtle, utf8(password), 'PBKDF2'), 256)
  return secretOf(subtle, bits, 'HKDF')
}

const use = (purpose: string, about: readonly string[]) => ({
  name: 'HKDF',
  hash: 'SHA-256',
  salt: new Uint8Array(),
  info: utf8(JSON.stringify([SCHEMA, purpose, ...about])),
})

async function sealFrom(subtle: Subtle, root: SealKey, about: readonly string[]): Promise<Seal> {
  const [slot, keyId, key] = await Promise.all([
    subtle.deriveBits(use('slot', about), root, 256),
    subtle.deriveBits(use('key id', about), root, 64),
    subtle.deriveKey(use('seal', about), root, { name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt']),
  ])
  return { slot: hex(slot), keyId: hex(keyId), key, subtle }
}

const prefix = ({ keyId }: Seal) => `v1.${keyId}.`

const aesGcm = ({ slot, keyId }: Seal, generation: number, iv: Uint8Array<ArrayBuffer>) => ({
  name: 'AES-GCM',
  iv,
  additionalData: utf8(JSON.stringify([SCHEMA, slot, generation, keyId])),
})

/** Encrypts for this slot and generation alone: a copy in another place does not open. */
export async function sealText(seal: Seal, plain: string, generation: number): Promise<string> {
  const nonce = crypto.getRandomValues(new Uint8Array(NONCE_BYTES))
  const sealed = await seal.subtle.encrypt(aesGcm(seal, generation, nonce), seal.key, utf8(plain))
  return prefix(seal) + toBase64url(nonce) + toBase64url(new Uint8Array(sealed))
}

/** Throws for anything that this seal has not sealed for this generation. */
export async function openText(seal: Seal, text: string, generation: number): Promise<string> {
  if (!text.startsWith(prefix(seal))) throw new Error('sealed with another key')
  const bytes = fromBase64url(text.slice(prefix(seal).length))
  const algorithm = aesGcm(seal, generation, bytes.slice(0, NONCE_BYTES))
  return new TextDecoder().decode(await seal.subtle.decrypt(algorithm, seal.key, bytes.slice(NONCE_BYTES)))
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

function fromBase64url(text: string): Uint8Array<ArrayBuffer> {
  const binary = atob(text.replaceAll('-', '+').replaceAll('_', '/'))
  // Not `Uint8Array.from` with a function: it takes ten times as long, and a store may be looked into three times a second.
  const bytes = new Uint8Array(binary.length)
  for (let at = 0; at < binary.length; at++) bytes[at] = binary.charCodeAt(at)
  return bytes
}
