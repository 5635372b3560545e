import type { FileStore } from '@pagamio/store-file'
import { storeTrouble } from '../../token-store.ts'
import { passed, type Verdict, warned } from '../finding.ts'

/** Whether tokens can be shared through the folder. Without it they still work: each program logs in by itself. */
export async function storeCheck(store: FileStore, signal: AbortSignal): Promise<Verdict> {
  const trouble = await storeTrouble(store, signal)
  if (!trouble) return passed(`${store.folder} is private, and can be written.`)
  return warned(
    `Tokens are not shared: ${trouble}`,
    'Until then each program logs in by itself. PAGAMIO_STORE_FOLDER names another folder.',
  )
}
