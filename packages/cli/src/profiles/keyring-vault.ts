import { spawn } from 'node:child_process'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { Failure } from '../failure.ts'
import { spinWhile } from '../spinner.ts'
import type { KeyringAnswer, KeyringRequest } from './keyring-child.ts'
import type { Vault, VaultOptions } from './vault.ts'

/** A locked keyring asks its user, who may not be there. Without a display it can ask no one. */
const PATIENCE_MS = 60_000
const HEADLESS_PATIENCE_MS = 2_000
const SAID_AFTER_MS = 3_000

/** Beside this file, in the sources as in what is made of them. */
const CHILD = fileURLToPath(new URL(`./keyring-child${import.meta.url.slice(-3)}`, import.meta.url))

/**
 * Passwords in the keyring of the system: Keychain, Credential Manager, Secret Service. Asked by a process of its own:
 * the library of the system answers nobody, no timer and no Ctrl-C, while it waits for a keyring.
 */
export function keyringVault(
  { env, screen, signal }: Omit<VaultOptions, 'folder'>,
  { patienceMs = isHeadless(env) ? HEADLESS_PATIENCE_MS : PATIENCE_MS }: { readonly patienceMs?: number } = {},
): Vault {
  const ask = async (request: KeyringRequest): Promise<KeyringAnswer> => {
    const late = AbortSignal.timeout(patienceMs)
    const enough = AbortSignal.any(signal ? [late, signal] : [late])
    const answer = await spinWhile(screen, 'waiting for the keyring', answerTo(request, env, enough), SAID_AFTER_MS)
    signal?.throwIfAborted()
    if (answer) return answer
    throw new KeyringFailure(late.aborted ? 'does not answer' : 'cannot be used')
  }
  return {
    get: async (profile) => (await ask({ wish: 'get', profile })).password,
    set: async (profile, password) => void (await ask({ wish: 'set', profile, password })),
    delete: async (profile) => void (await ask({ wish: 'delete', profile })),
  }
}

/** Keyrings ask in a window, and never at the terminal. */
export function isHeadless(env: NodeJS.ProcessEnv, platform: NodeJS.Platform = process.platform): boolean {
  if (platform === 'linux') return !env.DISPLAY && !env.WAYLAND_DISPLAY
  return platform === 'darwin' && Boolean(env.SSH_CONNECTION)
}

/** Undefined where there is none: what a keyring says of its troubles may quote what it was given. */
async function answerTo(
  request: KeyringRequest,
  env: NodeJS.ProcessEnv,
  signal: AbortSignal,
): Promise<KeyringAnswer | undefined> {
  const child = spawn(process.execPath, [CHILD], {
    env,
    stdio: ['pipe', 'pipe', 'ignore'],
    windowsHide: true,
    signal,
    killSignal: 'SIGKILL',
  })
  const ended = new Promise<number | null>((resolve) => {
    child.on('error', () => resolve(null))
    child.on('close', resolve)
  })
  child.stdin.on('error', () => {})
  child.stdin.end(JSON.stringify(request))
  const [said, code] = await Promise.all([text(child.stdout), ended])
  return code === 0 ? (JSON.parse(said) as KeyringAnswer) : undefined
}

/** There is no keyring, or it is locked. */
export class KeyringFailure extends Failure {
  constructor(what: 'cannot be used' | 'does not answer') {
    super(
      `The keyring of this system ${what}.`,
      'Unlock it, or keep the password in a private file: `pagamio login --storage file`.',
    )
  }
}
