import { isToken } from '../acquire/token-response.ts'
import type { TokenSet } from '../token/token-set.ts'
import { type AccountSeals, accountSeals, openText, type Seal, type SealOwner, sealText } from './seal.ts'
import type { StoreCall, TokenStore } from './token-store.ts'

/** What is kept of one account between instances: a store of any kind, seen through a seal. */
export interface TokenVault {
  /** Derives the keys, which is slow where the password is stretched, and nothing the store is to blame for. */
  ready(): Promise<AccountSeals>
  /** What is stored, and how long ago it was asked for. What cannot be opened or read is a miss, never an error. */
  load(call: StoreCall): Promise<(TokenSet & { readonly ageMs: number }) | undefined>
  /** `ageWhenSavedMs`: how long ago the set was asked for. False when something as new is stored already. */
  save(set: TokenSet, ageWhenSavedMs: number, call: StoreCall): Promise<boolean>
  /** What some process has heard of these credentials lately. */
  loadRefusal(call: StoreCall): Promise<StoredRefusal | undefined>
  /** Says so to the others. */
  saveRefusal(note: RefusalNote, generation: number, call: StoreCall): Promise<boolean>
  /** It is true no longer: the one of this generation, or an older one. */
  deleteRefusal(generation: number, call: StoreCall): Promise<void>
}

/** What was refused at a login, for how long nobody asks again, and how many times in a row it was so. */
export interface RefusalNote {
  readonly refused: 'password' | 'account'
  readonly forMs: number
  readonly count: number
}

export interface StoredRefusal extends RefusalNote {
  readonly generation: number
  readonly ageMs: number
}

const LONGEST_LIFETIME_MS = 3_600_000
const LONGEST_REFRESH_LIFETIME_MS = 7 * 24 * 3_600_000
const LONGEST_REFUSAL_MS = 15 * 60_000
/** Longer, so that how often it was so is still known when it is asked again. */
const REFUSAL_KEPT_MS = 2 * LONGEST_REFUSAL_MS

/**
 * Seals token sets with a given key, or with one from the account's own password, so that a stolen folder or dump alone
 * yields nothing and nobody configures anything. Other accounts, keys and schemas use other slots, and a text copied
 * from one slot to another, or given another generation, does not open. Keys are derived at the first use and kept.
 * The store's own rejections pass through.
 */
export function sealedStore(store: TokenStore, owner: SealOwner): TokenVault {
  const own = { ...owner }
  let derived: Promise<AccountSeals> | undefined
  function ready(): Promise<AccountSeals> {
    derived ??= accountSeals(own).catch((error) => {
      derived = undefined
      throw error
    })
    return derived
  }

  async function read(seal: Seal, call: StoreCall) {
    const stored = await store.get(seal.slot, call)
    if (!stored) return undefined
    const { text, generation, ageMs } = stored
    const plain = await openText(seal, text, generation).catch(() => undefined)
    return plain !== undefined && Number.isFinite(ageMs) && ageMs >= 0 ? { plain, generation, ageMs } : undefined
  }

  return {
    ready,

    async load(call) {
      const stored = await read((await ready()).tokens, call)
      const set = stored && readTokenSet(stored.plain, stored.generation)
      return set && Object.freeze({ ...set, ageMs: set.ageMs + stored.ageMs })
    },

    async save({ generation, ...set }, ageWhenSavedMs, call) {
      const { tokens } = await ready()
      const text = await sealText(
        tokens,
        JSON.stringify({ ...set, elapsedMs: Math.max(0, ageWhenSavedMs) }),
        generation,
      )
      const ttlMs = set.refreshToken === undefined ? set.lifetimeMs : set.refreshLifetimeMs
      return store.setIfNewer(tokens.slot, { text, generation, ttlMs }, call)
    },

    async loadRefusal(call) {
      const stored = await read((await ready()).refusal, call)
      const note = stored && readRefusal(stored.plain)
      return note && { ...note, generation: stored.generation, ageMs: stored.ageMs }
    },

    async saveRefusal(note, generation, call) {
      const { refusal } = await ready()
      const text = await sealText(refusal, JSON.stringify(note), generation)
      return store.setIfNewer(refusal.slot, { text, generation, ttlMs: REFUSAL_KEPT_MS }, call)
    },

    async deleteRefusal(generation, call) {
      const { refusal } = await ready()
      await store.delete(refusal.slot, { generation }, call)
    },
  }
}

/** Sealed by us, but perhaps by another version: types are checked, and lives shortened to the longest there are. */
function readTokenSet(plain: string, generation: number): (TokenSet & { ageMs: number }) | undefined {
  const { accessToken, refreshToken, lifetimeMs, refreshLifetimeMs, elapsedMs, replacement } = parsed(plain)
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
    replacement: replacement === true,
  }
}

function readRefusal(plain: string): RefusalNote | undefined {
  const { refused, forMs, count } = parsed(plain)
  const valid = (refused === 'password' || refused === 'account') && Number.isFinite(forMs) && Number.isFinite(count)
  return valid ? { refused, forMs: Math.min(forMs, LONGEST_REFUSAL_MS), count } : undefined
}

function parsed(plain: string) {
  try {
    return JSON.parse(plain) ?? {}
  } catch {
    return {}
  }
}
