import { alone, type Sharing } from './acquire/sharing.ts'
import { wordFor } from './errors/failure-facts.ts'
import type { Emit } from './observe/events.ts'
import { type StoreStatus, storeStatus } from './observe/store-status.ts'
import type { ResolvedOptions } from './options/options.ts'
import type { StoreCircuit } from './share/store-circuit.ts'
import type { StoreSession } from './share/store-session.ts'
import { canShare, type TokenStore } from './share/token-store.ts'
import type { Rules } from './token/state.ts'

/** What all instances over one store share, once it is loaded: a store that is down for one is down for all. */
export interface StoreCommon {
  circuit: StoreCircuit | undefined
}

/** What an instance does with its store, loaded when it is first needed. */
export interface LateSharing {
  ready(): Sharing | Promise<Sharing>
  status(): StoreStatus | undefined
  /** What is being written, if anything is. */
  settled(): Promise<unknown>
}

export const storeKind = (store: TokenStore | undefined): Rules['store'] =>
  store ? (canShare(store) ? 'shared' : 'kept') : 'none'

const noStore: LateSharing = { ready: () => alone, status: () => undefined, settled: alone.settled }

/** Only instances with a store load, and bundle into their start, what a store needs. */
export function lateSharing(options: ResolvedOptions, common: StoreCommon, emit: Emit): LateSharing {
  const { store, keys, clock, baseUrl, seams } = options
  if (!store) return noStore
  let loaded: StoreSession | undefined
  let loading: Promise<Sharing> | undefined
  const load = async () => {
    try {
      const { createSharing } = await seams.load(() => import('./share/create-sharing.ts'))
      const { subtle } = seams
      loaded = createSharing({ store, common, origin: baseUrl.href, keys, clock, subtle, emit })
      return loaded
    } catch (thrown) {
      // As with a store that is down: alone for now, and asked again next time.
      emit({ type: 'store_failed', operation: 'load', code: wordFor(thrown) })
      loading = undefined
      return alone
    }
  }
  return {
    ready: () => {
      loading ??= load()
      return loaded ?? loading
    },
    status: () => storeStatus(store, (loaded ?? common.circuit)?.health),
    settled: () => loaded?.settled() ?? alone.settled(),
  }
}
