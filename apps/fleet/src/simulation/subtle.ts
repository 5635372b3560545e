import { mix } from '../../../../packages/auth-core/explore/schedules/world/history.ts'

/** WebCrypto as sealing uses it, and whether any of it is under way. */
export interface HeldSubtle {
  readonly subtle: typeof crypto.subtle
  readonly busy: boolean
}

interface FakeKey {
  readonly secret: number
}

type Bytes = ArrayBuffer | Uint8Array<ArrayBuffer>

interface Derivation {
  readonly info?: Bytes
  readonly salt: Bytes
}

/**
 * Hides nothing, but opens only what was sealed with the same key for the same place. It answers at once: real WebCrypto
 * works on other threads, and takes as long as it takes.
 */
export function fakeSubtle(): HeldSubtle {
  const fake = {
    importKey: async (_format: 'raw', bytes: Bytes): Promise<FakeKey> => ({ secret: mix(0, textOf(bytes)) }),
    digest: async (_algorithm: string, bytes: Bytes) => bytesOf(mix(0, textOf(bytes)), 32),
    deriveBits: async (use: Derivation, { secret }: FakeKey, bits: number) => bytesOf(derived(use, secret), bits / 8),
    deriveKey: async (use: Derivation, { secret }: FakeKey): Promise<FakeKey> => ({ secret: derived(use, secret) }),
    encrypt: async ({ additionalData }: { additionalData: Bytes }, { secret }: FakeKey, plain: Bytes) =>
      Uint8Array.from(Buffer.from(tagOf(secret, additionalData) + textOf(plain), 'latin1')),
    async decrypt({ additionalData }: { additionalData: Bytes }, { secret }: FakeKey, sealed: Bytes) {
      const tag = tagOf(secret, additionalData)
      const text = textOf(sealed)
      if (!text.startsWith(tag)) throw new Error('another key, or another place')
      return Uint8Array.from(Buffer.from(text.slice(tag.length), 'latin1'))
    },
  }
  return { subtle: fake as unknown as typeof crypto.subtle, busy: false }
}

/** The platform's own. The clock is not turned while it is busy. */
export function realSubtle(): HeldSubtle {
  let working = 0
  const subtle = new Proxy(crypto.subtle, {
    get:
      (real, name) =>
      async (...given: unknown[]) => {
        working++
        try {
          return await Reflect.apply(Reflect.get(real, name) as (...given: unknown[]) => unknown, real, given)
        } finally {
          working--
        }
      },
  })
  return {
    subtle,
    get busy() {
      return working > 0
    },
  }
}

const derived = ({ info, salt }: Derivation, secret: number) => mix(mix(secret, textOf(salt)), info ? textOf(info) : '')

const tagOf = (secret: number, about: Bytes) => mix(secret, textOf(about)).toString(36).padStart(12, '0')

const textOf = (bytes: Bytes): string =>
  (bytes instanceof Uint8Array
    ? Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    : Buffer.from(bytes)
  ).toString('latin1')

function bytesOf(seed: number, count: number): ArrayBuffer {
  const bytes = new Uint8Array(count)
  for (let index = 0; index < count; index += 4) {
    const word = mix(seed, `${index}`)
    for (let byte = 0; byte < 4 && index + byte < count; byte++) bytes[index + byte] = (word / 256 ** byte) % 256
  }
  return bytes.buffer
}
