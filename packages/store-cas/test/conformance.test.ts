import { setImmediate as turn } from 'node:timers/promises'
import type { SharedTokenStore } from '@pagamio/auth-core'
import { manualClock, storeConformance } from '@pagamio/auth-core/testing'
import { describe, test } from 'vitest'
import { storeFromCas } from '../src/index.ts'
import { memoryCas } from './support/memory-cas.ts'

/** Each call by another process in turn: what one has written, the next one reads. */
function inTurn(stores: readonly SharedTokenStore[]): SharedTokenStore {
  let calls = 0
  const next = () => stores[calls++ % stores.length] as SharedTokenStore
  return {
    get: (...args) => next().get(...args),
    setIfNewer: (...args) => next().setIfNewer(...args),
    delete: (...args) => next().delete(...args),
    takeLease: (...args) => next().takeLease(...args),
    releaseLease: (...args) => next().releaseLease(...args),
    takePermit: (...args) => next().takePermit(...args),
    settlePermit: (...args) => next().settlePermit(...args),
  }
}

describe.each([1, 3])('storeFromCas in %i processes does what a shared store has to do', (processes) => {
  const cases = storeConformance(
    () => {
      const clock = manualClock()
      const port = memoryCas(clock.monotonic, turn)
      const stores = Array.from({ length: processes }, () => storeFromCas(port))
      return { store: inTurn(stores), advance: clock.advance }
    },
    { sharing: true },
  )
  for (const { name, run } of cases) test.concurrent(name, run)
})
