import { storeKeyFromEnv } from '@pagamio/auth-core'
import { connect, hasEnvironment } from '../connection.ts'
import { Failure } from '../failure.ts'
import { configFolder } from '../profiles/config-folder.ts'
import { readBook } from '../profiles/profile-book.ts'
import { screenOn } from '../screen.ts'
import { authOver } from '../session.ts'
import type { Shell } from '../shell.ts'
import { tokenStore } from '../token-store.ts'
import { openPanel, showPanel } from './open-panel.ts'
import { StoreLook } from './store-look.ts'

export interface PanelFlags {
  readonly port?: number | undefined
  readonly profile?: string | undefined
  readonly insecureHost?: string | undefined
}

const ELSEWHERE =
  'This is what the store of this machine holds. What other programs are doing this moment, and who waits in them, only a panel of their own shows.'

/** Serves until it is interrupted, which is how it ends well. */
export async function runPanel({ env, stdout, stderr, interruption }: Shell, flags: PanelFlags): Promise<void> {
  const screen = screenOn(stderr, env)
  const { signal, forget } = interruption()
  const store = tokenStore(env)
  const sealed = { store, key: storeKeyFromEnv(env) }
  const looks = new Map<string, StoreLook>()
  const notes = [ELSEWHERE]
  try {
    const profiles = await profilesToSee(flags.profile, env)
    for (const profile of profiles) {
      try {
        const { source, ...connection } = await connect({ profile, env, signal, screen })
        const auth = authOver(sealed, connection, { env, insecureHost: flags.insecureHost })
        looks.set(profile ?? source, await StoreLook.at(auth, store))
      } catch (error) {
        // Of several, the others are still worth a look.
        if (!(error instanceof Failure) || profiles.length === 1) throw error
        notes.push(`${profile ?? 'The environment'} is not shown. ${error.message}`)
      }
    }
    if (looks.size === 0) throw new Failure(notes.slice(1).join(' '), 'See `pagamio profiles`, and `pagamio doctor`.')
    const panel = await openPanel(Object.fromEntries(looks), { port: flags.port, notes })
    await showPanel(panel, { stdout, screen, signal })
  } finally {
    for (const look of looks.values()) await look.close()
    forget()
  }
}

/** The one that is named; else what the environment says, and all profiles. One that is `undefined` is the environment. */
async function profilesToSee(
  named: string | undefined,
  env: NodeJS.ProcessEnv,
): Promise<readonly (string | undefined)[]> {
  if (named !== undefined) return [named]
  const names = Object.keys((await readBook(configFolder(env))).profiles)
  // Without either, connecting says what to do.
  return hasEnvironment(env) || names.length === 0 ? [undefined, ...names] : names
}
