import { randomBytes } from 'node:crypto'
import { opendir, rename, rmdir, unlink } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { dropDraft, makeDraft, rewriteDraft } from './draft.ts'
import { codeOf, ignore, unlessAbsent } from './fs-errors.ts'

/** A holder works for a millisecond or so; one that is seen for so long is dead, stopped, or on a busy machine. */
const PATIENCE_MS = 200
const LONGEST_WAIT_MS = 5_000
const LONGEST_PAUSE_MS = 16
const ID = /^[0-9a-f]{32}$/

/** The right to replace one file, held for a moment. Give it back whatever happens. */
export interface FileLock {
  /** Puts the draft, or this text, in the file's place. False when the lock was taken away before: nothing happened. */
  replace(text?: string): Promise<boolean>
  /** Gives the lock back. Never rejects. */
  release(): Promise<void>
}

export interface LockOptions {
  /** Whether anybody still waits for it. */
  readonly wanted: () => boolean
  /** The draft shall survive a power cut. */
  readonly durable?: boolean | undefined
  /** @default 200 */
  readonly patienceMs?: number | undefined
}

/**
 * Takes the lock of a file, with a draft of what shall replace it.
 *
 * The lock is a folder, `<file>.lock`, with the draft in it under a name of its own. It is taken by renaming a folder to
 * that name, which the system allows where there is none, or an empty one. The file is replaced by moving the draft out
 * of the lock: one step, which succeeds only for the holder of that moment. A dead holder loses it by the deletion
 * of its draft, by name: that can hit nobody else, and of many that do it one gets the empty folder. A holder that was
 * only slow finds its draft gone, and replaces nothing. So at no time does safety depend on a clock.
 */
export async function lockFile(file: string, draft: string, options: LockOptions): Promise<FileLock> {
  const id = randomBytes(16).toString('hex')
  const lock = `${file}.lock`
  const held = join(lock, id)
  const folder = join(dirname(file), `${id}.tmp`)
  try {
    await makeDraft(folder, draft, options.durable)
    await take(lock, folder, options)
  } catch (error) {
    await dropDraft(folder)
    throw error
  }

  return {
    async replace(text) {
      try {
        if (text !== undefined) await rewriteDraft(held, text)
        await rename(held, file).catch(async (error) => {
          if (!FOLDER.includes(codeOf(error))) throw error
          // Somebody has put a folder there: aside with it, or this one slot would look like a store that fails.
          await rename(file, `${file}.${id}.corrupt`)
          await rename(held, file)
        })
        return true
      } catch (error) {
        if (codeOf(error) === 'ENOENT') return false
        throw error
      }
    },
    release: () => breakLock(lock, id).catch(ignore),
  }
}

/** Takes the lock away from this holder, and from nobody else. */
export async function breakLock(lock: string, holder: string | undefined): Promise<void> {
  if (holder !== undefined) await unlink(join(lock, holder)).catch(unlessAbsent)
  // Works where it is empty, and an empty one is nobody's.
  await rmdir(lock).catch(ignore)
}

async function take(lock: string, draft: string, { wanted, patienceMs = PATIENCE_MS }: LockOptions): Promise<void> {
  const startedAt = performance.now()
  let seen: { readonly holder: string | undefined; readonly at: number } = { holder: undefined, at: 0 }
  for (let pauseMs = 1; ; pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS)) {
    if (!wanted()) throw new Error('nobody waits for this lock any more')
    if (await renamed(draft, lock)) return
    const now = performance.now()
    if (now - startedAt > LONGEST_WAIT_MS) throw new Error('a lock of the store could not be had')
    const holder = await holderOf(lock)
    if (holder !== seen.holder) seen = { holder, at: now }
    else if (holder === undefined || now - seen.at >= patienceMs) await breakLock(lock, holder)
    await sleep(pauseMs * (0.5 + Math.random()))
  }
}

/** What systems say where a file cannot replace a folder. */
const FOLDER: readonly unknown[] = ['EISDIR', 'ENOTEMPTY', 'EEXIST']

/** What systems say of a name that is taken by a folder with something in it; Windows also where it is empty. */
const TAKEN: readonly unknown[] = ['ENOTEMPTY', 'EEXIST', 'EPERM', 'EACCES']

async function renamed(from: string, to: string): Promise<boolean> {
  try {
    await rename(from, to)
    return true
  } catch (error) {
    if (TAKEN.includes(codeOf(error))) return false
    throw error
  }
}

/** Whose draft is in the lock; `undefined` where there is none. */
export async function holderOf(lock: string): Promise<string | undefined> {
  const folder = await opendir(lock).catch(unlessAbsent)
  if (!folder) return undefined
  try {
    const name = (await folder.read())?.name
    if (name !== undefined && !ID.test(name)) throw new Error('a lock of the store has something foreign in it')
    return name
  } finally {
    await folder.close()
  }
}
