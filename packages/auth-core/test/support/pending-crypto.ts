import '../../src/share/create-sharing.ts'

/** WebCrypto works on other threads, which a clock that stands still knows nothing of: this counts what is under way. */
let pending = 0

for (const name of ['deriveBits', 'deriveKey', 'digest', 'encrypt', 'decrypt', 'importKey'] as const) {
  const original = SubtleCrypto.prototype[name] as (...parameters: unknown[]) => Promise<unknown>
  const counted = async function (this: unknown, ...parameters: unknown[]) {
    pending++
    try {
      return await original.apply(this, parameters)
    } finally {
      pending--
    }
  }
  Object.defineProperty(SubtleCrypto.prototype, name, { value: counted, configurable: true, writable: true })
}

const turn = () => new Promise<void>((resolve) => setImmediate(resolve))

/** Waits until no sealing is under way; returns whether there was any. */
export async function cryptoSettled(): Promise<boolean> {
  const busy = pending > 0
  while (pending > 0) await turn()
  return busy
}
