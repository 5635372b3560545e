import { constants, type Stats } from 'node:fs'
import { chmod, lstat, mkdir, open } from 'node:fs/promises'
import { unlessAbsent } from './fs-errors.ts'
import { badFolder } from './state-folder.ts'

const PRIVATE = 0o700
const OTHERS_WRITE = 0o022

/**
 * Whether the folder is there and ours alone; makes it where `make` is set. Asked at each call, because folders are
 * deleted and opened up while programs run. Another user with the right to write could plant files and take
 * ours away, so that is refused. The right to read alone is withdrawn.
 * @throws PagamioAuthError `invalid_options` that says what is wrong with the folder
 */
export async function privateFolder(folder: string, make: boolean): Promise<boolean> {
  const found = (await look(folder)) ?? (make ? await made(folder) : undefined)
  if (!found) return false
  if (!found.isDirectory()) throw badFolder(`${folder} is not a folder; give the real path where it is a link`)
  // Windows has no such owner and mode: the rights of the folder above are inherited.
  const user = process.geteuid?.()
  if (user === undefined) return true
  if (found.uid !== user) throw badFolder(`${folder} belongs to another user`)
  if (found.mode & OTHERS_WRITE) throw badFolder(`${folder} can be written by others: chmod 700 it, or choose another`)
  if ((found.mode & 0o777) !== PRIVATE) await tighten(folder)
  return true
}

const look = (folder: string): Promise<Stats | undefined> => lstat(folder).catch(unlessAbsent)

async function made(folder: string): Promise<Stats | undefined> {
  // The process's umask may take away too much; what others have made in the meantime is judged as found.
  if (await mkdir(folder, { recursive: true, mode: PRIVATE })) await chmod(folder, PRIVATE)
  return look(folder)
}

/** Through a handle, so that nobody can slip in a link between the look and the change. */
async function tighten(folder: string): Promise<void> {
  const handle = await open(folder, constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW)
  try {
    await handle.chmod(PRIVATE)
  } finally {
    await handle.close()
  }
}
