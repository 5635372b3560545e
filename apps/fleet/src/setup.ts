import type { BudgetLimits } from '@pagamio/auth-core'

/** Where the processes of a fleet share. */
export type StoreSetup =
  | { readonly folder: string }
  /** `told`: by a subscriber, and not by looking. */
  | { readonly url: string; readonly prefix: string; readonly told?: true }
  /** Through `pg`, unless it says otherwise; `cas`: not the store for PostgreSQL, but a port over a table of its own. */
  | { readonly database: string; readonly through?: 'cas' | 'postgres.js' }

/** What a process is started with. */
export interface WorkerSetup {
  readonly baseUrl: string
  readonly store: StoreSetup | undefined
  readonly limits?: BudgetLimits | undefined
  /** How far its wall clock is ahead. */
  readonly skewMs?: number | undefined
  /** As the API hears it called, where it should be told from others. */
  readonly name?: string | undefined
  /** Of a list, the first one writes. */
  readonly key?: string | readonly string[] | undefined
}

export interface Ask {
  readonly id: number
  readonly what: 'token' | 'fetch' | 'buy' | 'status'
  readonly username: string
  readonly password: string
  readonly rejected?: string | undefined
}

export interface Answer {
  readonly id: number
  /** When the process had it: milliseconds, the same for all processes of a machine. */
  readonly at?: number
  readonly token?: string
  readonly leftMs?: number
  readonly status?: number
  readonly store?: string | undefined
  /** How often the process was told that its store had failed. */
  readonly storeFailures?: number
  readonly code?: string
}
