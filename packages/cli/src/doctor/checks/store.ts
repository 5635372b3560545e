import { storeTrouble } from '../../token-store.ts'
import { failedBy, passed, type Verdict, warned } from '../finding.ts'
import { dependenciesIn, fittingStore } from '../fitting-store.ts'
import type { Subject } from '../subject.ts'

/**
 * Whether tokens can be shared through the folder. Without it they still work: each program logs in by itself.
 * @param folder of the project that is looked at for what else it could share through
 */
export async function storeCheck(
  { store, keyTrouble }: Pick<Subject, 'store' | 'keyTrouble'>,
  signal: AbortSignal,
  folder = process.cwd(),
): Promise<Verdict> {
  // Without a key that is one no program starts that shares.
  if (keyTrouble !== undefined) return failedBy(keyTrouble)
  const trouble = await storeTrouble(store, signal)
  const elsewhere = fittingStore(await dependenciesIn(folder))
  if (!trouble) {
    const here = `${store.folder} is private, and can be written.`
    return passed(elsewhere === undefined ? here : `${here} ${elsewhere}`)
  }
  return warned(
    `Tokens are not shared: ${trouble}`,
    'Until then each program logs in by itself. PAGAMIO_STORE_FOLDER names another folder.',
  )
}
