import type { Listener, PagamioAuth, PagamioAuthPool } from '@pagamio/auth-core'
import type { ReplayProgress } from './messages.ts'

/** Tells what happens. */
interface Heard {
  subscribe(listener: Listener): () => void
}

/** One instance, or anything with the same `status()` and `subscribe()`: a recording, or a view of a store. */
export type InstanceSource = Pick<PagamioAuth, 'status'> & Heard

/** A replay at one of its steps: buttons on the page go to others. */
export interface ReplayedSource extends InstanceSource {
  /** Goes so many steps of the kind that is shown on, or back below 0, as far as there are any. */
  go(by: number): void
  /** Goes to that step, of whatever kind; 1 is the first. */
  goTo(number: number): void
  /** Shows only steps of this kind: one of `progress().kinds`; anything else shows all. */
  show(kind: string | undefined): void
  /** Where it is, and the steps that led there. */
  progress(): ReplayProgress
}

/** A pool, or anything with the same `status()` and `subscribe()`. */
export type PoolSource = Pick<PagamioAuthPool, 'status' | 'merchants'> & Heard

/** What a panel shows: snapshots, taken while somebody looks, and events. */
export type PanelSource = InstanceSource | PoolSource

export const isReplay = (source: PanelSource): source is ReplayedSource => 'progress' in source

export const isPool = (source: PanelSource): source is PoolSource => 'merchants' in source

const isSource = (value: unknown): value is PanelSource =>
  typeof value === 'object' && value !== null && typeof (value as Partial<PanelSource>).subscribe === 'function'

/**
 * One source or several by name, as a list.
 * @throws TypeError if there is none
 */
export function namedSources(
  given: PanelSource | Readonly<Record<string, PanelSource>>,
): readonly (readonly [label: string, source: PanelSource])[] {
  if (isSource(given)) return [['Tokens', given]]
  const named = Object.entries(given ?? {})
  if (named.length === 0 || !named.every(([, source]) => isSource(source)))
    throw new TypeError(
      'A panel shows an instance or a pool: createPanel(pagamio), or several by name: { shop, till }.',
    )
  return named
}
