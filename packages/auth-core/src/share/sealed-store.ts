import { ignore } from '../platform/ignore.ts'
import type { Subtle } from '../platform/subtle.ts'
import { plainFields } from '../token/profile.ts'
import { isTokenText, type TokenSet } from '../token/token-set.ts'
import type { Found, RefusalNote } from '../token/transition.ts'
import { checkedEntry } from './checked-answers.ts'
import { type AccountSeals, accountSeals, openText, type Seal, type SealOwner, sealText } from './seal.ts'
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
  let derived: Promise<AccountSeals> | undefined
  /** Said once of each text, however often it is looked at. */
  let unreadable: string | undefined
  function seals(): Promise<AccountSeals> {
    derived ??= accountSeals(own, subtle).catch((error) => {
      derived = undefined
      throw error
    })
    return derived
  }

  async function read(seal: Seal, call: StoreCall) {
    const entry = checkedEntry(await store.get(seal.slot, call))
    const plain = entry && (await openText(seal, entry.text, entry.generation).catch(() => undefined))
    if (entry && plain === undefined && unreadable !== entry.text) {
      unreadable = entry.text
      onUnreadable()
    }
    return { entry, plain }
  }

  /** Writes what is newer, and what takes the place of something that no process can read. */
  async function write(
    seal: Seal,
    plain: string,
    about: { readonly generation: number; readonly ttlMs: number; readonly releases?: string | undefined },
    call: StoreCall,
  ) {
    const entry = { text: await sealText(seal, plain, about.generation), ...about }
    if (await store.setIfNewer(seal.slot, entry, call)) return true
    const stored = await read(seal, call)
    if (!stored.entry || stored.plain !== undefined) return false
    await store.delete(seal.slot, { generation: stored.entry.generation }, call)
    return store.setIfNewer(seal.slot, entry, call)
  }

  return {
    ready: async () => [(await seals()).tokens.slot],

    async load(call) {
      const { tokens, credentialsId } = await seals()
      const { entry, plain } = await read(tokens, call)
      const stored = entry && plain !== undefined ? readTokenSet(plain, entry.generation) : undefined
      if (!entry || !stored) return undefined
      const { set, elapsedMs, credentials } = stored
      return { set, ageMs: elapsedMs + entry.ageMs, own: credentials === credentialsId }
    },

    async save({ generation, ...set }, ageMs, call, releases) {
      const { tokens, credentialsId } = await seals()
      const plain = JSON.stringify({ ...set, elapsedMs: Math.max(0, ageMs), credentials: credentialsId })
      const ttlMs = set.refreshToken === undefined ? set.lifetimeMs : set.refreshLifetimeMs
      return write(tokens, plain, { generation, ttlMs, releases }, call)
    },

    async mark({ refreshToken: _, generation, ...set }, ageMs, call) {
      const { tokens, credentialsId } = await seals()
      const plain = JSON.stringify({ ...set, elapsedMs: Math.max(0, ageMs), credentials: credentialsId })
      const text = await sealText(tokens, plain, generation + 1)
      const entry = { text, generation: generation + 1, ttlMs: set.lifetimeMs, replaces: generation }
      return store.setIfNewer(tokens.slot, entry, call)
    },

    async loadRefusal(call) {
      const { entry, plain } = await read((await seals()).refusal, call)
      const note = entry && plain !== undefined ? readRefusal(plain) : undefined
      return entry && note && { note: { ...note, ageMs: entry.ageMs }, generation: entry.generation }
    },

    async saveRefusal(note, generation, call) {
      return write((await seals()).refusal, JSON.stringify(note), { generation, ttlMs: REFUSAL_KEPT_MS }, call)
    },

    async deleteRefusal(generation, call) {
      const { refusal } = await seals()
      await store.delete(refusal.slot, { generation }, call)
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
