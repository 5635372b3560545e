/** The keys of slots and of logs of calls. What they are of cannot be read from them. */
export interface Keys {
  slot(name: string): Promise<string>
  calls(limit: string): Promise<string>
}

/** Names are hashed: they may hold anything, and keys have the same length and harmless characters. */
export const keysUnder = (prefix: string): Keys => ({
  slot: async (name) => `${prefix}slot-${await hashOf(name)}`,
  calls: async (limit) => `${prefix}calls-${await hashOf(limit)}`,
})

async function hashOf(name: string): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(name)))
  return Array.from(digest.subarray(0, 16), (byte) => byte.toString(16).padStart(2, '0')).join('')
}
