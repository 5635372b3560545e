import { constants } from 'node:fs'
import { open } from 'node:fs/promises'
import { isPagamioAuthError } from '@pagamio/auth-core'
import { type IncidentFile, LARGEST_INCIDENT, readIncident } from '@pagamio/auth-core/incident'
import { exitCodes } from '../exit-codes.ts'
import { Failure } from '../failure.ts'

const HINT = 'A recording is what `recordIncident(pagamio).text()` of @pagamio/auth-core/incident gives, whole.'

/** @throws Failure for what is no recording, in one sentence and without a word of the file */
export async function readIncidentFile(path: string): Promise<IncidentFile> {
  const text = await textOf(path)
  try {
    return readIncident(text)
  } catch (error) {
    if (isPagamioAuthError(error)) throw new Failure(error.message, HINT, exitCodes.usage)
    throw error
  }
}

/** To open a pipe would wait for a writer, and no signal ends a process that waits so. Windows has no such flag. */
const FLAGS = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0)

/** Somebody else's file: it is not read further than a recording can be long, and a pipe or a device is none. */
async function textOf(path: string): Promise<string> {
  try {
    await using file = await open(path, FLAGS)
    const { size } = await regular(file)
    const { buffer, bytesRead } = await file.read(Buffer.alloc(Math.min(size, LARGEST_INCIDENT + 1)))
    return buffer.toString('utf8', 0, bytesRead)
  } catch (error) {
    const { code } = error as { readonly code?: unknown }
    const known = typeof code === 'string' && /^[A-Z]+$/.test(code) ? ` (${code})` : ''
    throw new Failure(`The file cannot be read${known}.`, HINT, exitCodes.usage)
  }
}

async function regular(file: Awaited<ReturnType<typeof open>>) {
  const stats = await file.stat()
  if (!stats.isFile()) throw Object.assign(new Error('no file'), { code: 'ENOTFILE' })
  return stats
}
