import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { fileStore } from '@pagamio/store-file'

/** A change takes a few milliseconds; a process that holds it for so long was killed. */
const LEASE_MS = 5_000
const PATIENCE_MS = 10_000
const LOOK_AGAIN_MS = 15

/**
 * Does the work while no other process does the like in this folder: two logins at once each read a file and replace it,
 * and the second would take away what the first has added.
 */
export async function alone<T>(folder: string, work: () => Promise<T>): Promise<T> {
  const store = fileStore({ folder: join(folder, 'locks') })
  const owner = randomUUID()
  const signal = AbortSignal.timeout(PATIENCE_MS)
  // A lease that is waited for keeps no process alive.
  const awake = setInterval(() => {}, PATIENCE_MS)
  try {
    while (!(await store.takeLease('profiles', { owner, ttlMs: LEASE_MS }, { signal }))) await setTimeout(LOOK_AGAIN_MS)
  } catch {
    // If nothing can be locked, nothing can be written. The code that writes reports that better.
  } finally {
    clearInterval(awake)
  }
  try {
    return await work()
  } finally {
    await store.releaseLease('profiles', { owner }, { signal: AbortSignal.timeout(PATIENCE_MS) }).catch(() => {})
  }
}
