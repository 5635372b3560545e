import { fileVault } from './file-vault.ts'
import { keyringVault } from './keyring-vault.ts'
import type { VaultName } from './profile-book.ts'
import type { Vault, VaultOptions } from './vault.ts'

/** The vault that a profile names. */
export const vaultOf = (name: VaultName, options: VaultOptions): Vault =>
  name === 'keyring' ? keyringVault(options) : fileVault(options.folder)
