import { homedir } from 'node:os'
import { posix, resolve, win32 } from 'node:path'
import { PagamioAuthError } from '@pagamio/auth-core'

/** Where a program keeps what it wants to find again: for this user, on this machine. */
export function stateFolder(platform: string, env: NodeJS.ProcessEnv, home: () => string): string {
  if (platform === 'win32')
    return win32.join(env.LOCALAPPDATA || win32.join(home(), 'AppData', 'Local'), 'pagamio', 'tokens')
  if (platform === 'darwin') return posix.join(home(), 'Library', 'Application Support', 'pagamio', 'tokens')
  // A relative path is to be ignored, says the XDG base directory specification.
  const xdg = env.XDG_STATE_HOME?.startsWith('/') ? env.XDG_STATE_HOME : undefined
  return posix.join(xdg ?? posix.join(home(), '.local', 'state'), 'pagamio', 'tokens')
}

/** The absolute path of the given folder, or of the default one. */
export function resolveFolder(folder: string | undefined): string {
  if (folder !== undefined) {
    if (typeof folder !== 'string' || folder === '' || folder.includes('\0')) throw badFolder('should be a path')
    return resolve(folder)
  }
  try {
    return stateFolder(process.platform, process.env, homedir)
  } catch {
    throw badFolder('is needed here: this user has no home directory')
  }
}

export const badFolder = (why: string) => new PagamioAuthError('invalid_options', `Option "folder" ${why}.`)
