import { invalidOption } from '../errors/errors.ts'
import { askForPermit, emptyPermitLog, isIdlePermitLog, type PermitLog, settlePermit } from '../limit/permit-log.ts'
import { type Clock, platformClock } from '../platform/clock.ts'
import { own } from '../platform/own.ts'
import type { SharedTokenStore } from './token-store.ts'

interface Entry {
  readonly text: string
  readonly generation: number
  readonly ttlMs: number
  readonly storedAt: number
}

/**
 * A store within the process. Instances or pools share it if you give them the same one. It does not survive a restart,
 * and does not print its content.
 *
 * Time to live and age count on the monotonic clock, without timers: an expired entry is removed when it is read, or
 * when the least recently used slots make room.
 * @param options.maxSlots how many slots are kept at most; a set that was evicted costs an acquisition
 * @default maxSlots 10_000
 * @throws PagamioAuthError `invalid_options` for a `maxSlots` below 1
 */
export function memoryStore(
  options: { clock?: Clock | undefined; maxSlots?: number | undefined } = {},
): SharedTokenStore {
  const { clock = platformClock, maxSlots = 10_000 } = own(options)
  if (!(maxSlots >= 1)) throw invalidOption('maxSlots', 'should be a number of at least 1')
  /** In order of use: what is read or written moves to the end. */
  const slots = new Map<string, Entry>()
  /** In the order of taking. */
  const leases = new Map<string, { readonly owner: string; readonly until: number }>()
  /** In order of use. There is one for each account that buys, besides those of the token endpoint. */
  const logs = new Map<string, PermitLog>()

  const age = ({ storedAt }: Entry) => clock.monotonic() - storedAt

  function living(slot: string): Entry | undefined {
    const entry = slots.get(slot)
    // Not the other way round: a time to live of NaN is over at once, not never.
    if (entry && age(entry) < entry.ttlMs) return entry
    slots.delete(slot)
    return undefined
  }

  function put(slot: string, entry: Entry): void {
    slots.delete(slot)
    slots.set(slot, entry)
  }

  function release(slot: string, owner: string): void {
    if (leases.get(slot)?.owner === owner) leases.delete(slot)
  }

  function logOf(key: string): PermitLog {
    const log = logs.get(key) ?? emptyPermitLog()
    logs.delete(key)
    logs.set(key, log)
    const now = clock.monotonic()
    for (const [oldest, other] of logs) {
      if (other === log || !isIdlePermitLog(other, now)) break
      logs.delete(oldest)
    }
    return log
  }

  return {
    kind: 'memory',

    async get(slot) {
      const entry = living(slot)
      if (!entry) return undefined
      put(slot, entry)
      return { text: entry.text, generation: entry.generation, ageMs: age(entry) }
    },

    async setIfNewer(slot, { text, generation, ttlMs, replaces, releases }) {
      if (releases !== undefined) release(slot, releases)
      const stored = living(slot)
      if (replaces !== undefined && stored?.generation !== replaces) return false
      if (stored && stored.generation >= generation) return false
      put(slot, { text, generation, ttlMs, storedAt: clock.monotonic() })
      const [oldest] = slots.keys()
      if (slots.size > maxSlots && oldest !== undefined) slots.delete(oldest)
      return true
    },

    async delete(slot, { generation }) {
      const stored = slots.get(slot)
      if (stored && stored.generation <= generation) slots.delete(slot)
    },

    async takeLease(slot, { owner, ttlMs }) {
      const now = clock.monotonic()
      for (const [oldest, { until }] of leases) {
        if (until > now) break
        leases.delete(oldest)
      }
      const held = leases.get(slot)
      if (held && held.until > now && held.owner !== owner) return false
      leases.delete(slot)
      leases.set(slot, { owner, until: now + ttlMs })
      return true
    },

    async releaseLease(slot, { owner }) {
      release(slot, owner)
    },

    async takePermit(key, ask) {
      return askForPermit(logOf(key), ask, clock.monotonic())
    },

    async settlePermit(key, settlement) {
      settlePermit(logOf(key), settlement, clock.monotonic())
    },
  }
}
