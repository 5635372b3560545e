import { storeTrouble } from '../../token-store.ts'
import { failedBy, passed, type Verdict, warned } from '../finding.ts'
import type { Subject } from '../subject.ts'

/** Whether tokens can be shared through the folder. Without it they still work: each program logs in by itself. */
export async function storeCheck(
  { store, keyTrouble }: Pick<Subject, 'store' | 'keyTrouble'>,
  signal: AbortSignal,
): Promise<Verdict> {
  // Without a key that is one no program starts that shares.
  if (keyTrouble !== undefined) return failedBy(keyTrouble)
  const trouble = await storeTrouble(store, signal)
  if (!trouble) return passed(`${store.folder} is private, and can be written.`)
  return warned(
    `Tokens are not shared: ${trouble}`,
    'Until then each program logs in by itself. PAGAMIO_STORE_FOLDER names another folder.',
  )
}
