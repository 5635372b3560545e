/** The keys of slots and of logs of calls. What they are of cannot be read from them. */
export interface Keys {
  slot(name: string): Promise<string>
  calls(limit: string): Promise<string>
}

/** Names are hashed: they may hold anything, and keys have the same length and harmless characters. */
export function keysUnder(prefix: string): Keys {
  /** Hashing takes place on other threads. Calls that come at once for one name wait for one hash, and keep their order. */
  const underWay = new Map<string, Promise<string>>()
  const hashOf = (name: string): Promise<string> => {
    const hash = underWay.get(name) ?? sha256(name).finally(() => underWay.delete(name))
    underWay.set(name, hash)
    return hash
  }
  return {
    slot: async (name) => `${prefix}slot-${await hashOf(name)}`,
    calls: async (limit) => `${prefix}calls-${await hashOf(limit)}`,
  }
}

async function sha256(name: string): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(name)))
  return Array.from(digest.subarray(0, 16), (byte) => byte.toString(16).padStart(2, '0')).join('')
}
