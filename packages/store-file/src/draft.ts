import { constants } from 'node:fs'
import { chmod, mkdir, open, rmdir, unlink } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { ignore } from './fs-errors.ts'

const inside = (folder: string) => join(folder, basename(folder, '.tmp'))

/** Writes a draft into a new folder `<id>.tmp`, as a file of the name `<id>`. */
export async function makeDraft(folder: string, text: string, durable = false): Promise<void> {
  await mkdir(folder, { mode: 0o700 })
  // The process's umask may have taken away too much.
  await chmod(folder, 0o700)
  const handle = await open(inside(folder), 'wx', 0o600)
  try {
    await handle.chmod(0o600)
    await handle.writeFile(text)
    if (durable) await handle.sync()
  } finally {
    await handle.close()
  }
}

/** Writes it anew where it still is: one that was taken away must not come back. */
export async function rewriteDraft(path: string, text: string): Promise<void> {
  const handle = await open(path, constants.O_WRONLY | constants.O_TRUNC | constants.O_NOFOLLOW)
  try {
    await handle.writeFile(text)
  } finally {
    await handle.close()
  }
}

/** Removes a draft that never came to be a lock. */
export async function dropDraft(folder: string): Promise<void> {
  await unlink(inside(folder)).catch(ignore)
  await rmdir(folder).catch(ignore)
}
