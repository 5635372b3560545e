import type { Subtle } from '../../../src/platform/subtle.ts'
import type { Name } from './history.ts'
import { mix } from './history.ts'
import type { Outside } from './outside.ts'

interface FakeKey {
  readonly secret: number
}

type Bytes = ArrayBuffer | Uint8Array<ArrayBuffer>

/**
 * WebCrypto without its cost: hides nothing, but opens only what was sealed with the same key for the same place. What
 * one instance has under way comes about together, because nothing else depends on the order within.
 */
export function fakeSubtle({ pending, facts }: Outside, by: Name): Subtle {
  let batch: ((failed: boolean) => void)[] = []
  const answer = <T>(compute: () => T): Promise<T> =>
    new Promise((resolve, reject) => {
      if (batch.length === 0) {
        const complete = (how: string | undefined) => {
          const done = batch
          batch = []
          if (how !== undefined) facts.storeFailed(by, 'crypto')
          for (const end of done) end(how !== undefined)
        }
        pending.add({ by, what: 'crypto', failures: ['fails'], complete })
      }
      batch.push((failed) => {
        try {
          if (failed) throw new Error('no crypto')
          resolve(compute())
        } catch (error) {
          reject(error)
        }
      })
    })
  const fake = {
    importKey: (_format: 'raw', bytes: Bytes) => answer((): FakeKey => ({ secret: mix(0, textOf(bytes)) })),
    digest: (_algorithm: string, bytes: Bytes) => answer(() => bytesOf(mix(0, textOf(bytes)), 32)),
    deriveBits: (use: Derivation, { secret }: FakeKey, bits: number) =>
      answer(() => bytesOf(derived(use, secret), bits / 8)),
    deriveKey: (use: Derivation, { secret }: FakeKey) => answer((): FakeKey => ({ secret: derived(use, secret) })),
    encrypt: ({ additionalData }: Sealing, { secret }: FakeKey, plain: Bytes) =>
      answer(() => toBytes(tagOf(secret, additionalData) + textOf(plain))),
    decrypt: ({ additionalData }: Sealing, { secret }: FakeKey, sealed: Bytes) =>
      answer(() => {
        const tag = tagOf(secret, additionalData)
        const text = textOf(sealed)
        if (!text.startsWith(tag)) throw new Error('another key, or another place')
        return toBytes(text.slice(tag.length))
      }),
  }
  // Only what sealing uses, with keys that are no CryptoKey.
  return fake as unknown as Subtle
}

interface Derivation {
  readonly info?: Bytes
  readonly salt: Bytes
}

interface Sealing {
  readonly additionalData: Bytes
}

const derived = ({ info, salt }: Derivation, secret: number) => mix(mix(secret, textOf(salt)), info ? textOf(info) : '')

const tagOf = (secret: number, about: Bytes) => mix(secret, textOf(about)).toString(36).padStart(12, '0')

const textOf = (bytes: Bytes): string =>
  Buffer.from(bytes instanceof Uint8Array ? bytes : new Uint8Array(bytes)).toString('latin1')

const toBytes = (text: string): Uint8Array<ArrayBuffer> => Uint8Array.from(Buffer.from(text, 'latin1'))

function bytesOf(seed: number, count: number): ArrayBuffer {
  const bytes = new Uint8Array(count)
  for (let index = 0; index < count; index++) bytes[index] = mix(seed, `${index}`) % 256
  return bytes.buffer
}
