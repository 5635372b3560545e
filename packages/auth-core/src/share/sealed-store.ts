import { ignore } from '../platform/ignore.ts'
import type { Subtle } from '../platform/subtle.ts'
import { plainFields } from '../token/profile.ts'
import { isTokenText, type TokenSet } from '../token/token-set.ts'
import type { Found, RefusalNote } from '../token/transition.ts'
import { accountSeals, type SealOwner } from './seal.ts'
import { SealedPlace } from './sealed-place.ts'
import type { StoreCall, TokenStore } from './token-store.ts'

/** What is kept of one account between instances: a store of any kind, seen through a seal. */
export interface SealedStore {
  /**
   * Derives the keys, which is slow if the password is stretched, and nothing the store is to blame for. The slots of
   * token sets; the first is the one that is written.
   */
  ready(): Promise<readonly [string, ...string[]]>
  /** What is stored. What cannot be opened or read is a miss, never an error. */
  load(call: StoreCall): Promise<Found | undefined>
  /**
   * `ageMs`: how long ago the set was asked for. False when something as new is stored already. An entry that nobody
   * can read gives way, whatever its generation. `releases`: whose lease ends with it.
   */
  save(set: TokenSet, ageMs: number, call: StoreCall, releases?: string): Promise<boolean>
  /**
   * Takes the refresh token out of the slot, if exactly this set is stored: what lies there then is the same access token
   * with the next generation, and nobody but the caller can send the refresh token. It stays so, whatever becomes of us.
   */
  mark(set: TokenSet, ageMs: number, call: StoreCall): Promise<boolean>
  /** What some process has heard of these credentials lately, and the generation of that note. */
  loadRefusal(call: StoreCall): Promise<{ readonly note: RefusalNote; readonly generation: number } | undefined>
  saveRefusal(note: Omit<RefusalNote, 'ageMs'>, generation: number, call: StoreCall): Promise<boolean>
  /** It is true no longer: the note of this generation, or an older one. */
  deleteRefusal(generation: number, call: StoreCall): Promise<void>
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
 * The store's own rejections pass through. `onUnreadable` hears of a text that does not open, before it gives way.
 */
export function sealedStore(
  store: TokenStore,
  owner: SealOwner,
  subtle: Subtle = crypto.subtle,
  onUnreadable: () => void = ignore,
): SealedStore {
  const own = { ...owner }
  let derived: ReturnType<typeof derive> | undefined
  async function derive() {
    const { tokens, refusal, credentialsId } = await accountSeals(own, subtle)
    return {
      tokens: new SealedPlace(store, tokens, readTokenSet, onUnreadable),
      refusal: new SealedPlace(store, refusal, readRefusal, onUnreadable),
      credentialsId,
    }
  }
  const places = (): ReturnType<typeof derive> => {
    derived ??= derive().catch((error) => {
      derived = undefined
      throw error
    })
    return derived
  }

  return {
    ready: async () => [(await places()).tokens.slot],

    async load(call) {
      const { tokens, credentialsId } = await places()
      const { entry, content } = await tokens.look(call)
      if (!entry || !content) return undefined
      const { set, elapsedMs, credentials } = content
      return { set, ageMs: elapsedMs + entry.ageMs, own: credentials === credentialsId }
    },

    async save({ generation, ...set }, ageMs, call, releases) {
      const { tokens, credentialsId } = await places()
      const plain = JSON.stringify({ ...set, elapsedMs: Math.max(0, ageMs), credentials: credentialsId })
      const ttlMs = set.refreshToken === undefined ? set.lifetimeMs : set.refreshLifetimeMs
      return tokens.write(plain, { generation, ttlMs, releases }, call)
    },

    async mark({ refreshToken: _, generation, ...set }, ageMs, call) {
      const { tokens, credentialsId } = await places()
      const plain = JSON.stringify({ ...set, elapsedMs: Math.max(0, ageMs), credentials: credentialsId })
      const about = { generation: generation + 1, ttlMs: set.lifetimeMs, replaces: generation }
      return tokens.replace(plain, about, call)
    },

    async loadRefusal(call) {
      const { entry, content } = await (await places()).refusal.look(call)
      return entry && content && { note: { ...content, ageMs: entry.ageMs }, generation: entry.generation }
    },

    async saveRefusal(note, generation, call) {
      const { refusal } = await places()
      return refusal.write(JSON.stringify(note), { generation, ttlMs: REFUSAL_KEPT_MS }, call)
    },

    async deleteRefusal(generation, call) {
      await (await places()).refusal.delete(generation, call)
    },
  }
}

/** Sealed by us, but perhaps by another version: types are checked, and lives shortened to the longest there are. */
function readTokenSet(plain: string, generation: number) {
  const { accessToken, refreshToken, lifetimeMs, refreshLifetimeMs, elapsedMs, replacement, profile, credentials } =
    parsed(plain)
  const valid =
    isTokenText(accessToken) &&
    (refreshToken === undefined || isTokenText(refreshToken)) &&
    [lifetimeMs, refreshLifetimeMs, elapsedMs].every((ms) => Number.isFinite(ms) && ms >= 0)
  if (!valid) return undefined
  const set: TokenSet = Object.freeze({
    accessToken,
    refreshToken,
    generation,
    lifetimeMs: Math.min(lifetimeMs, LONGEST_LIFETIME_MS),
    refreshLifetimeMs: Math.min(refreshLifetimeMs, LONGEST_REFRESH_LIFETIME_MS),
    replacement: replacement === true,
    profile: plainFields(profile),
  })
  return { set, elapsedMs: elapsedMs as number, credentials: credentials as unknown }
}

function readRefusal(plain: string): Omit<RefusalNote, 'ageMs'> | undefined {
  const { refused, forMs, count } = parsed(plain)
  const valid = ['password', 'action', 'account'].includes(refused) && Number.isFinite(forMs) && Number.isFinite(count)
  return valid ? { refused, forMs: Math.min(forMs, LONGEST_REFUSAL_MS), count } : undefined
}

function parsed(plain: string) {
  try {
    return JSON.parse(plain) ?? {}
  } catch {
    return {}
  }
}
