import { homedir } from 'node:os'
import { join } from 'node:path'
import { Failure } from '../failure.ts'

/**
 * Where profiles are kept: the user's own folder for settings, by the habits of the system.
 * @throws Failure where the user has no home
 */
export function configFolder(env: NodeJS.ProcessEnv, platform: NodeJS.Platform = process.platform): string {
  if (env.PAGAMIO_CONFIG_FOLDER) return env.PAGAMIO_CONFIG_FOLDER
  if (platform === 'darwin') return join(home(), 'Library', 'Application Support', 'pagamio')
  if (platform === 'win32') return join(env.APPDATA || join(home(), 'AppData', 'Roaming'), 'pagamio')
  return join(env.XDG_CONFIG_HOME || join(home(), '.config'), 'pagamio')
}

/** The system throws where it knows no such user, as in a container that runs as any number. */
function home(): string {
  try {
    return homedir()
  } catch {
    throw new Failure(
      'There is no place for profiles: this user has no home directory.',
      'PAGAMIO_CONFIG_FOLDER names a folder; or leave profiles out, and use PAGAMIO_… variables.',
    )
  }
}
