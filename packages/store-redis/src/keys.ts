import { createHash } from 'node:crypto'

/** The keys of one slot, or of one limit's log. What they are of cannot be read from them. */
export interface Keys {
  token(slot: string): string
  /** Where a text waits until a script has judged its generation. */
  staged(slot: string): string
  lease(slot: string): string
  calls(limit: string): string
  /** The channel on which processes that wait for a lease are notified of its end, by the lease's key. */
  readonly changes: string
}

/**
 * All keys of a slot have one hash tag, so that a Redis Cluster keeps them on one node, where a script can use them
 * together. Names are hashed: they may hold anything, and keys are short.
 */
export function keysUnder(prefix: string): Keys {
  const key = (name: string, kind: string) => `${prefix}{${hashOf(name)}}:${kind}`
  return {
    token: (slot) => key(`slot ${slot}`, 'token'),
    staged: (slot) => key(`slot ${slot}`, `staged:${crypto.randomUUID()}`),
    lease: (slot) => key(`slot ${slot}`, 'lease'),
    calls: (limit) => key(limit, 'calls'),
    changes: `${prefix}changes`,
  }
}

const hashOf = (name: string) => createHash('sha256').update(name).digest('base64url').slice(0, 22)
