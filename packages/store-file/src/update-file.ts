import { open } from 'node:fs/promises'
import { dirname } from 'node:path'
import { lockFile } from './file-lock.ts'
import { ignore } from './fs-errors.ts'
import { readRecord, recordText } from './record-file.ts'

/** Each of them means that this process stood still for long, in between. */
const TRIES = 5

/** What to make of a record: another one to put in its place, `null` for none at all, or nothing to do; and what to answer. */
export interface Decision<T> {
  readonly next?: unknown
  readonly answer: T
}

/**
 * Reads a record, decides, and writes, as one step among all processes: what was decided on is what is replaced.
 * @param decide asked once without the lock, where it may turn out that nothing is to be done, and again with it
 */
export async function updateFile<T>(
  path: string,
  options: { readonly wanted: () => boolean; readonly durable: boolean },
  decide: (record: unknown) => Decision<T>,
): Promise<T> {
  for (let tries = 0; tries < TRIES; tries++) {
    const first = decide(await readRecord(path))
    if (first.next === undefined) return first.answer
    // What must be on the disk before it counts is written before anybody waits for us.
    const draft = options.durable ? recordText(path, first.next) : ''
    const lock = await lockFile(path, draft, options)
    try {
      const { next, answer } = decide(await readRecord(path))
      if (next === undefined) return answer
      const text = recordText(path, next)
      if (await lock.replace(text === draft ? undefined : text)) {
        if (options.durable) await syncFolder(dirname(path))
        return answer
      }
    } finally {
      await lock.release()
    }
  }
  throw new Error('a file of the store could not be replaced')
}

/** So that the replacement itself survives a power cut, where the system can say so of a folder. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder).catch(ignore)
  await handle?.sync().catch(ignore)
  await handle?.close().catch(ignore)
}
