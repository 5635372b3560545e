import { type AccountSeals, accountSeals, openText, type Seal, type SealOwner, sealText } from './seal.ts'
import { isToken } from './token-response.ts'
import type { TokenSet } from './token-set.ts'
import type { StoreCall, TokenStore } from './token-store.ts'

/** What is kept of one account between instances: a store of any kind, seen through a seal. */
export interface TokenVault {
  /** Derives the keys, which is slow where the password is stretched, and nothing the store is to blame for. */
  ready(): Promise<AccountSeals>
  /** What is stored, and how long ago it was asked for. What cannot be opened or read is a miss, never an error. */
  load(call: StoreCall): Promise<(TokenSet & { readonly ageMs: number }) | undefined>
  /** `ageWhenSavedMs`: how long ago the set was asked for. False when something as new is stored already. */
  save(set: TokenSet, ageWhenSavedMs: number, call: StoreCall): Promise<boolean>
  /** How long ago some process heard that the password is refused. */
  refusalAgeMs(call: StoreCall): Promise<number | undefined>
  /** Says so to the others, for ten minutes. */
  saveRefusal(generation: number, call: StoreCall): Promise<boolean>
}

const LONGEST_LIFETIME_MS = 3_600_000
const LONGEST_REFRESH_LIFETIME_MS = 7 * 24 * 3_600_000
/** Long enough for a crash loop or a loop in a shell, short enough for an account that was put right. */
const REFUSAL_MS = 10 * 60_000
const REFUSED = 'refused'

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

    async refusalAgeMs(call) {
      const stored = await read((await ready()).refusal, call)
      return stored?.plain === REFUSED ? stored.ageMs : undefined
    },

    async saveRefusal(generation, call) {
      const { refusal } = await ready()
      const text = await sealText(refusal, REFUSED, generation)
      return store.setIfNewer(refusal.slot, { text, generation, ttlMs: REFUSAL_MS }, call)
    },
  }
}

/** Sealed by us, but perhaps by another version: types are checked, and lives shortened to the longest there are. */
function readTokenSet(plain: string, generation: number): (TokenSet & { ageMs: number }) | undefined {
  const { accessToken, refreshToken, lifetimeMs, refreshLifetimeMs, elapsedMs } = parsed(plain)
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
  }
}

function parsed(plain: string) {
  try {
    return JSON.parse(plain) ?? {}
  } catch {
    return {}
  }
}
