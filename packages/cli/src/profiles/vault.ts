import type { Screen } from '../screen.ts'

/** Passwords by profile. */
export interface Vault {
  get(profile: string): Promise<string | undefined>
  set(profile: string, password: string): Promise<void>
  delete(profile: string): Promise<void>
}

/** The caller of a vault: a vault may ask its user, who may not be there. */
export interface Patience {
  /** Where it says that something is waited for. */
  readonly screen: Screen
  readonly signal?: AbortSignal | undefined
}

/** What vaults need. */
export interface VaultOptions extends Patience {
  readonly folder: string
  readonly env: NodeJS.ProcessEnv
}
