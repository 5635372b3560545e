/**
 * Stands in for WebCrypto: it hides nothing, but opens only what was sealed with the same key for the same place, and answers
 * at once. The real one works on other threads, so that two runs of one scenario would differ.
 */
export const plainSubtle = {
  importKey: async (_format: string, bytes: BufferSource) => ({ secret: textOf(bytes) }),
  digest: async (_algorithm: string, bytes: BufferSource) => bytesOf(textOf(bytes), 32),
  deriveBits: async (use: { salt: BufferSource; info?: BufferSource }, key: Key, bits: number) =>
    bytesOf(derived(use, key), bits / 8),
  deriveKey: async (use: { salt: BufferSource; info?: BufferSource }, key: Key) => ({ secret: derived(use, key) }),
  encrypt: async (use: { additionalData: BufferSource }, key: Key, plain: BufferSource) =>
    new TextEncoder().encode(`${tagOf(use, key)}|${textOf(plain)}`),
  async decrypt(use: { additionalData: BufferSource }, key: Key, sealed: BufferSource) {
    const [tag, ...rest] = new TextDecoder().decode(sealed as Uint8Array).split('|')
    if (tag !== tagOf(use, key)) throw new Error('another key, or another place')
    return Uint8Array.from(rest.join('|'), (char) => char.charCodeAt(0))
  },
} as unknown as typeof crypto.subtle

interface Key {
  readonly secret: string
}

/** One character for each byte. */
function textOf(bytes: BufferSource): string {
  const view = ArrayBuffer.isView(bytes)
    ? new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    : new Uint8Array(bytes)
  return String.fromCharCode(...view)
}

const derived = ({ salt, info }: { salt: BufferSource; info?: BufferSource }, { secret }: Key) =>
  `${hash(secret + textOf(salt) + (info ? textOf(info) : ''))}`
const tagOf = ({ additionalData }: { additionalData: BufferSource }, { secret }: Key) =>
  `${hash(secret + textOf(additionalData))}`

function hash(text: string): number {
  let hashed = 0x811c9dc5
  for (const char of text) hashed = Math.imul(hashed ^ char.charCodeAt(0), 0x01000193)
  return hashed >>> 0
}

function bytesOf(text: string, count: number): ArrayBuffer {
  return Uint8Array.from({ length: count }, (_, index) => hash(`${index} ${text}`)).buffer
}
