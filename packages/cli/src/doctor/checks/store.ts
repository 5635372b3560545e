import { randomUUID } from 'node:crypto'
import type { FileStore } from '@pagamio/store-file'
import { failedBy, passed, type Verdict, warned } from '../finding.ts'

const SHORT_MS = 1_000

/** Whether tokens can be shared through the folder. Without it they still work: each program logs in by itself. */
export async function storeCheck(store: FileStore, signal: AbortSignal): Promise<Verdict> {
  try {
    await store.ready()
    // A folder that is there may still take nothing: a full disk, a read-only mount.
    const owner = randomUUID()
    await store.takeLease('doctor', { owner, ttlMs: SHORT_MS }, { signal })
    await store.releaseLease('doctor', { owner }, { signal })
    return passed(`${store.folder} is private, and can be written.`)
  } catch (error) {
    return warned(
      `Tokens are not shared: ${unusable(error, store.folder)}`,
      'Until then each program logs in by itself. PAGAMIO_STORE_FOLDER names another folder.',
    )
  }
}

function unusable(error: unknown, folder: string): string {
  const code = (error as NodeJS.ErrnoException | null)?.code
  return typeof code === 'string' && /^E[A-Z]+$/.test(code)
    ? `${folder} (${code}).`
    : failedBy(error).says.replace(/^Option "folder" /, '')
}
