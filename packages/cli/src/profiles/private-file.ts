import { randomUUID } from 'node:crypto'
import { mkdir, open, rename, rm, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { Failure } from '../failure.ts'

const OTHERS = 0o077

/**
 * What is in a file that only its owner can read; undefined where there is none.
 * @throws Failure where others can read it, or this user cannot
 */
export async function readPrivate(path: string): Promise<string | undefined> {
  const file = await open(path, 'r').catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw unusable(path, 'read', error)
  })
  if (!file) return undefined
  try {
    const { mode } = await file.stat()
    // Windows has no such modes: there the folder of the user is what protects it.
    if (process.platform !== 'win32' && (mode & OTHERS) !== 0)
      throw new Failure(`Others can read ${path}.`, `Run \`chmod 600 '${path}'\`, and change the passwords in it.`)
    return await file.readFile('utf8')
  } finally {
    await file.close()
  }
}

/**
 * Replaces a private file whole, or not at all.
 * @throws Failure where it cannot be written
 */
export async function writePrivate(path: string, text: string): Promise<void> {
  const draft = `${path}.${randomUUID()}`
  try {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 })
    await writeFile(draft, text, { mode: 0o600, flag: 'wx' })
    await rename(draft, path)
  } catch (error) {
    await rm(draft, { force: true }).catch(() => {})
    throw unusable(path, 'written', error)
  }
}

const unusable = (path: string, done: 'read' | 'written', error: unknown): Failure =>
  new Failure(
    `${path} cannot be ${done} (${(error as NodeJS.ErrnoException).code ?? 'unknown'}).`,
    'PAGAMIO_CONFIG_FOLDER names another folder; or leave profiles out, and use PAGAMIO_… variables.',
  )
