import { lstat, readdir, unlink } from 'node:fs/promises'
import { join } from 'node:path'
import { dropDraft } from './draft.ts'
import { breakLock, holderOf, lockFile } from './file-lock.ts'
import { ignore, unlessAbsent } from './fs-errors.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR
/** So many records are looked at each time, from a random one on: a folder may have very many of them. */
const SAMPLE = 200

interface Litter {
  readonly name: RegExp
  readonly afterMs: number
  remove(path: string): Promise<unknown>
}

/** What dead processes leave behind, and what nobody has written for long. Other names are not ours to touch. */
const passing: readonly Litter[] = [
  { name: /^[0-9a-f]{32}\.tmp$/, afterMs: HOUR, remove: dropDraft },
  {
    name: /^[0-9a-f]{64}\.(token|lease|permits)\.lock$/,
    afterMs: HOUR,
    remove: async (path) => breakLock(path, await holderOf(path)),
  },
]
const records: readonly Litter[] = [
  { name: /^[0-9a-f]{64}\.(lease|permits)$/, afterMs: DAY, remove: removeRecord },
  // A refresh token lives for a week.
  { name: /^[0-9a-f]{64}\.token$/, afterMs: 30 * DAY, remove: removeRecord },
]

/** Tidies up once in an hour that the store is written to. Nobody waits for it. */
export function tidying(folder: string): () => void {
  let tidiedAt = Number.NEGATIVE_INFINITY
  return () => {
    if (performance.now() - tidiedAt < HOUR) return
    tidiedAt = performance.now()
    tidyFolder(folder).catch(ignore)
  }
}

/** Removes litter by its age, as the file system dates it. What cannot be removed stays. */
export async function tidyFolder(folder: string): Promise<void> {
  const names = await readdir(folder)
  const kept = names.filter((name) => kindOf(name, records))
  const from = Math.floor(Math.random() * kept.length)
  const sample = kept.slice(from).concat(kept.slice(0, from)).slice(0, SAMPLE)
  for (const name of names.filter((name) => kindOf(name, passing)).concat(sample)) {
    const { afterMs, remove } = kindOf(name, [...passing, ...records]) as Litter
    const path = join(folder, name)
    if (await isOlder(path, afterMs)) await remove(path).catch(ignore)
  }
}

const kindOf = (name: string, kinds: readonly Litter[]) => kinds.find((kind) => kind.name.test(name))

async function isOlder(path: string, ms: number): Promise<boolean> {
  const found = await lstat(path).catch(unlessAbsent)
  return found !== undefined && Date.now() - found.mtimeMs > ms
}

/** Under its lock and after another look, because somebody may come to write it just now. */
async function removeRecord(path: string): Promise<void> {
  const lock = await lockFile(path, '', { wanted: () => true })
  try {
    const found = await lstat(path)
    if (found.isFile() && Date.now() - found.mtimeMs > DAY) await unlink(path)
  } finally {
    await lock.release()
  }
}
