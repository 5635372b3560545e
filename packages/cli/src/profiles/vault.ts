import { fileVault } from './file-vault.ts'
import { keyringVault } from './keyring-vault.ts'
import type { VaultName } from './profile-book.ts'

/** Passwords by profile. */
export interface Vault {
  get(profile: string): Promise<string | undefined>
  set(profile: string, password: string): Promise<void>
  delete(profile: string): Promise<void>
}

export const vaultOf = (name: VaultName, folder: string): Vault =>
  name === 'keyring' ? keyringVault() : fileVault(folder)
