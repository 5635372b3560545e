import { Failure } from '../failure.ts'
import type { Vault } from './vault.ts'

const SERVICE = 'pagamio'
/** A locked keyring asks its user, who may not be there. */
const PATIENCE_MS = 60_000

/** Passwords in the keyring of the system: Keychain, Credential Manager, Secret Service. */
export function keyringVault(): Vault {
  const patience = () => AbortSignal.timeout(PATIENCE_MS)
  async function withEntry<T>(profile: string, use: (entry: Entry) => Promise<T>): Promise<T> {
    try {
      const { AsyncEntry } = await import('@napi-rs/keyring')
      // Left to itself it would fall back to the kernel's keyring, which forgets at the next start of the machine.
      return await use(new AsyncEntry(SERVICE, profile, { linux: { store: 'secret-service' } }))
    } catch {
      // What a keyring says may quote what it was given.
      throw new KeyringFailure()
    }
  }
  return {
    get: (profile) => withEntry(profile, async (entry) => (await entry.getPassword(patience())) ?? undefined),
    set: (profile, password) => withEntry(profile, (entry) => entry.setPassword(password, patience())),
    delete: (profile) => withEntry(profile, async (entry) => void (await entry.deleteCredential(patience()))),
  }
}

type Entry = InstanceType<typeof import('@napi-rs/keyring').AsyncEntry>

/** There is no keyring, or it is locked. */
export class KeyringFailure extends Failure {
  constructor() {
    super(
      'The keyring of this system cannot be used.',
      'Unlock it, or keep the password in a private file: `pagamio login --storage file`.',
    )
  }
}
