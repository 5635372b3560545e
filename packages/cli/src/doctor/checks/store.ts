import { probeStore, probeWords } from '../../token-store.ts'
import { failedBy, passed, type Verdict, warned } from '../finding.ts'
import { fittingStore } from '../fitting-store.ts'
import { projectIn } from '../project.ts'
import type { Subject } from '../subject.ts'

interface Seen {
  readonly verdict: Verdict
  /** Whether the tokens of this machine are shared. */
  readonly shared: boolean
}

/**
 * Whether tokens can be shared through the folder. Without it they still work: each program logs in by itself.
 * @param folder of the project that is looked at for what else it could share through, and should
 */
export async function storeCheck(
  { store, keyTrouble }: Pick<Subject, 'store' | 'keyTrouble'>,
  signal: AbortSignal,
  folder = process.cwd(),
): Promise<Seen> {
  // Without a key that is one no program starts that shares.
  if (keyTrouble !== undefined) return { verdict: failedBy(keyTrouble), shared: false }
  const { trouble, tookMs } = await probeStore(store, signal)
  if (trouble !== undefined) {
    const todo = 'Until then each program logs in by itself. PAGAMIO_STORE_FOLDER names another folder.'
    return { verdict: warned(`Tokens are not shared: ${trouble}`, todo), shared: false }
  }
  const here = `Files in ${store.folder}: private, writable, ${probeWords(tookMs)}.`
  const fit = fittingStore(await projectIn(folder))
  if (!fit) return { verdict: passed(here), shared: true }
  const state = fit.missing ? 'warned' : 'passed'
  return { verdict: { state, says: `${here} ${fit.says}`, todo: fit.todo }, shared: true }
}
