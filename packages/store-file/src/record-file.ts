import { hash } from 'node:crypto'
import { constants } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { codeOf } from './fs-errors.ts'

/** Says what the files hold. Another form gets another label, and with it other files. */
const SCHEMA = '@pagamio/store-file@1'
const LARGEST = 1024 * 1024
const OTHERS = 0o077

/** What a record is about; the ending of its file. */
export type Kind = 'token' | 'lease' | 'permits'

/**
 * A hash, whatever the names are: no path, no reserved word, no two that differ only in case, and nothing to read.
 * Of a JSON array, so that ("a b", "c") and ("a", "b c") stay apart.
 */
export const recordPath = (folder: string, kind: Kind, ...names: readonly string[]): string =>
  join(folder, `${hash('sha256', JSON.stringify([SCHEMA, kind, ...names]))}.${kind}`)

/** The text of a record's file. Its first line covers the rest and the file's name: torn, changed and swapped files show. */
export function recordText(path: string, record: unknown): string {
  const body = JSON.stringify(record)
  const text = `${checksum(path, body)}\n${body}`
  if (Buffer.byteLength(text) > LARGEST) throw new Error('too large for a file of the store')
  return text
}

const checksum = (path: string, body: string) => hash('sha256', `${SCHEMA}\n${basename(path)}\n${body}`)

/** What is in the file; `undefined` where there is none, or it is not what this store has written in that place. */
export async function readRecord(path: string): Promise<unknown> {
  const text = await readPlainFile(path)
  const end = text?.indexOf('\n') ?? -1
  if (text === undefined || end < 0) return undefined
  const body = text.slice(end + 1)
  return text.slice(0, end) === checksum(path, body) ? JSON.parse(body) : undefined
}

/** Links are not followed, and a pipe is not waited for. */
const FLAGS = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK
/** A link, a socket, a file of another user: nothing of ours. */
const NOT_OURS: readonly unknown[] = ['ENOENT', 'ELOOP', 'EMLINK', 'ENXIO', 'EOPNOTSUPP', 'EACCES', 'EISDIR']

async function readPlainFile(path: string): Promise<string | undefined> {
  let handle: FileHandle
  try {
    handle = await open(path, FLAGS)
  } catch (error) {
    if (NOT_OURS.includes(codeOf(error))) return undefined
    throw error
  }
  try {
    const found = await handle.stat()
    const user = process.geteuid?.()
    if (!found.isFile() || found.size > LARGEST || (user !== undefined && found.uid !== user)) return undefined
    if (user !== undefined && found.mode & OTHERS) await handle.chmod(0o600)
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(found.size), 0, found.size, 0)
    return buffer.toString('utf8', 0, bytesRead)
  } finally {
    await handle.close()
  }
}
