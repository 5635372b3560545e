// A program of its own: see keyring-vault.ts. What it is asked and what it answers goes through pipes, never through
// arguments or the environment.
import { json } from 'node:stream/consumers'
import { AsyncEntry } from '@napi-rs/keyring'

/** What is wished for. */
export type KeyringRequest =
  | { readonly wish: 'get' | 'delete'; readonly profile: string }
  | { readonly wish: 'set'; readonly profile: string; readonly password: string }

/** What came of it. */
export interface KeyringAnswer {
  readonly password?: string | undefined
}

const SERVICE = 'pagamio'

async function answerTo(request: KeyringRequest): Promise<KeyringAnswer> {
  // Left to itself it would fall back to the kernel's keyring, which forgets at the next start of the machine.
  const entry = new AsyncEntry(SERVICE, request.profile, { linux: { store: 'secret-service' } })
  if (request.wish === 'get') return { password: (await entry.getPassword()) ?? undefined }
  if (request.wish === 'set') await entry.setPassword(request.password)
  else await entry.deleteCredential()
  return {}
}

process.stdout.write(JSON.stringify(await answerTo((await json(process.stdin)) as KeyringRequest)))
