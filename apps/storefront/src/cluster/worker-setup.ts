import type { Credentials } from '@pagamio/auth-core'
import type { Merchants } from '../merchants.ts'

/** Where the workers share what they have. */
export type SharedPlace = { readonly folder: string } | { readonly redis: string }

/** What one worker of the cluster is started with. */
export interface WorkerSetup {
  readonly build: string
  readonly baseUrl: string
  readonly credentials: Credentials
  readonly merchants: Merchants
  /** What seals the merchants' tokens in that place: a pool derives no key from their passwords. */
  readonly poolKey: string
  readonly place: SharedPlace
  readonly port: number
  /** Whether it prints what happens behind the scenes. */
  readonly quiet: boolean
}

/** The variable that carries it: a process that may read this environment has the credentials anyway. */
export const SETUP = 'STOREFRONT_WORKER'
