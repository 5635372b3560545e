import type { webcrypto } from 'node:crypto'

// Stretching a password to a key takes longer than all else that a run does, which is the point of it. Here the same
// password is stretched again and again, for the same account: once in each process will do.
const { subtle } = crypto
const passwords = new WeakMap<webcrypto.CryptoKey, string>()
const stretched = new Map<string, Promise<ArrayBuffer>>()

type ImportKey = (...args: readonly unknown[]) => Promise<webcrypto.CryptoKey>
type Stretch = (how: webcrypto.Pbkdf2Params, key: webcrypto.CryptoKey, length: number) => Promise<ArrayBuffer>

function once(importKey: ImportKey, deriveBits: Stretch): { importKey: ImportKey; deriveBits: Stretch } {
  return {
    async importKey(...args) {
      const key = await importKey(...args)
      if (args[2] === 'PBKDF2') passwords.set(key, hex(args[1] as Uint8Array))
      return key
    },
    deriveBits(how, key, length) {
      const password = passwords.get(key)
      if (password === undefined) return deriveBits(how, key, length)
      const { salt, ...rest } = how
      const name = JSON.stringify([password, hex(salt as ArrayBuffer), rest, length])
      const bits = stretched.get(name) ?? deriveBits(how, key, length)
      stretched.set(name, bits)
      return bits
    },
  }
}

const hex = (bytes: ArrayBuffer | Uint8Array): string => Buffer.from(bytes as Uint8Array).toString('hex')

// This is read again for each file of tests that a process runs.
if (!Object.hasOwn(subtle, 'deriveBits'))
  Object.assign(subtle, once(subtle.importKey.bind(subtle) as ImportKey, subtle.deriveBits.bind(subtle) as Stretch))
