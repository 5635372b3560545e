import { homedir } from 'node:os'
import { join } from 'node:path'

/** Where profiles are kept: the user's own folder for settings, by the habits of the system. */
export function configFolder(env: NodeJS.ProcessEnv, platform: NodeJS.Platform = process.platform): string {
  if (env.PAGAMIO_CONFIG_FOLDER) return env.PAGAMIO_CONFIG_FOLDER
  if (platform === 'darwin') return join(homedir(), 'Library', 'Application Support', 'pagamio')
  if (platform === 'win32') return join(env.APPDATA || join(homedir(), 'AppData', 'Roaming'), 'pagamio')
  return join(env.XDG_CONFIG_HOME || join(homedir(), '.config'), 'pagamio')
}
