import type { SharedTokenStore } from '../../../src/index.ts'
import type { Name } from './history.ts'
import type { Outside } from './outside.ts'

/** What a store call touches, and how else it may go than well, or be rejected, or be late. */
interface Operation<T> {
  readonly what: string
  readonly object: string
  /** What it changes besides. */
  readonly also?: string | undefined
  readonly work: () => Promise<T>
  readonly otherwise?: Readonly<Record<string, () => Promise<T>>>
}

const rejects = () => Promise.reject(new Error('the store fails'))
/** It is carried out, but nobody hears of it. */
const failsAfter = (work: () => Promise<unknown>) => ({ 'fails after': () => work().then(rejects) })
/** It is never carried out, and nobody hears of it. */
const hangs = { hangs: rejects }

/** The one store as an instance sees it: each call waits for its turn. */
export function storeThrough(outside: Outside, by: Name, inner: SharedTokenStore): SharedTokenStore {
  const { history, pending, facts, leftovers, time } = outside

  function ask<T>(
    signal: AbortSignal,
    { what, object, also, work, otherwise = {} }: Operation<T>,
    writes = true,
  ): Promise<T> {
    const knew = history.of(by)
    const ways: Operation<T>['otherwise'] = { rejects, ...otherwise }
    facts.storeAsked(by, what, signal)
    return new Promise((resolve, reject) => {
      const complete = (how: string | undefined) => {
        if (how === 'busy') facts.lostLeases.add(by)
        else if (how !== undefined) facts.storeFailed(by, what)
        history.hear(by, `${history.versionOf(object)}`)
        for (const touched of writes ? [object, ...(also ? [also] : [])] : [])
          history.change(touched, `${knew} ${what} ${how} ${time.now}`)
        const way = (how !== undefined && ways[how]) || work
        way().then(resolve, reject)
      }
      pending.add({ by, what, failures: [...Object.keys(ways), 'late'], signal, complete })
    })
  }

  return {
    get(slot, call) {
      return ask(call.signal, { what: 'get', object: slot, work: () => inner.get(slot, call) }, false)
    },

    setIfNewer(slot, entry, call) {
      const { releases } = entry
      const lease = releases === undefined ? undefined : `lease ${slot}`
      const work = async () => {
        const written = await inner.setIfNewer(slot, entry, call)
        if (lease !== undefined) leftovers.leaseReleased(by, slot)
        return written
      }
      const otherwise = { ...failsAfter(work), ...hangs }
      return ask(call.signal, { what: 'setIfNewer', object: slot, also: lease, work, otherwise })
    },

    delete(slot, entry, call) {
      return ask(call.signal, { what: 'delete', object: slot, work: () => inner.delete(slot, entry, call) })
    },

    takeLease(slot, lease, call) {
      const work = async () => {
        const given = await inner.takeLease(slot, lease, call)
        if (given) leftovers.leaseTaken(by, slot, lease.ttlMs)
        return given
      }
      const otherwise = { ...failsAfter(work), busy: async () => false }
      return ask(call.signal, { what: 'takeLease', object: `lease ${slot}`, work, otherwise })
    },

    releaseLease(slot, lease, call) {
      const work = async () => {
        await inner.releaseLease(slot, lease, call)
        leftovers.leaseReleased(by, slot)
      }
      return ask(call.signal, { what: 'releaseLease', object: `lease ${slot}`, work, otherwise: hangs })
    },

    takePermit(key, permit, call) {
      const work = async () => {
        const answer = await inner.takePermit(key, permit, call)
        if (answer.retryAfterMs === 0) leftovers.permitTaken(by, permit.id)
        return answer
      }
      return ask(call.signal, {
        what: `takePermit ${key}`,
        object: `log ${key}`,
        work,
        otherwise: failsAfter(work),
      })
    },

    settlePermit(key, settlement, call) {
      const work = async () => {
        await inner.settlePermit(key, settlement, call)
        leftovers.permitSettled(settlement.id)
      }
      return ask(call.signal, { what: `settlePermit ${key}`, object: `log ${key}`, work, otherwise: hangs })
    },
  }
}
