/** How long a store's calls take. What the core does itself, as sealing, counts too; deriving a key does not. */
export interface StoreLatency {
  /** When the last call was over, wall-clock milliseconds: a store is asked for renewals only. */
  readonly at: number
  /** How long the last call took, in milliseconds: until it was answered, rejected or given up. */
  readonly lastMs: number
  /** The slowest call in the minute before `at`, of 100 at most. */
  readonly slowestMs: number
}

/** What is seen of a store. */
export interface StoreHealth {
  /** Whether the store answered last time; `working` also before it was asked. */
  readonly state: 'working' | 'failing'
  /** Since when it fails, wall-clock milliseconds; `undefined` while it works. */
  readonly failingSince: number | undefined
  /** `undefined` before the first call. */
  readonly latency: StoreLatency | undefined
}

/** The store of an instance or a pool. The owner of the lease is in `acquisition`. */
export interface StoreStatus extends StoreHealth {
  /** What it is, as it says itself: `redis`, `postgres`, `file` …; `custom` if it does not say, or not in a short word. */
  readonly kind: string
}

const untried: StoreHealth = { state: 'working', failingSince: undefined, latency: undefined }

/** @param seen `undefined` before it was used */
export const storeStatus = (
  store: { readonly kind?: unknown } | undefined,
  seen: StoreHealth = untried,
): StoreStatus | undefined => store && { kind: kindOf(store), ...seen }

/** It becomes a label in metrics, and a text on pages: a word, and nothing else that the object may hold there. */
const kindOf = ({ kind }: { readonly kind?: unknown }): string =>
  typeof kind === 'string' && /^[a-z\d-]{1,32}$/.test(kind) ? kind : 'custom'
