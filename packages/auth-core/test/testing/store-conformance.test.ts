import { afterEach, describe, expect, it, vi } from 'vitest'
import { memoryStore } from '../../src/share/memory-store.ts'
import type { SharedTokenStore, StoreCall, TokenStore } from '../../src/share/token-store.ts'
import { manualClock, storeConformance, type TestSubject } from '../../src/testing/index.ts'

/** A good store with one thing done wrong. */
function broken(change: (good: TokenStore) => Partial<TokenStore>): () => TestSubject {
  return () => {
    const clock = manualClock()
    const { get, setIfNewer, delete: remove } = memoryStore({ clock })
    const good: TokenStore = { get, setIfNewer, delete: remove }
    return { store: { ...good, ...change(good) }, advance: (ms) => clock.advance(ms) }
  }
}

function brokenSharing(change: (good: SharedTokenStore) => Partial<SharedTokenStore>): () => TestSubject {
  return () => {
    const clock = manualClock()
    const good = memoryStore({ clock })
    const store: SharedTokenStore = { ...good, ...change(good) }
    return { store, advance: (ms) => clock.advance(ms) }
  }
}

async function failures(makeStore: () => TestSubject, sharing = false): Promise<string[]> {
  const messages: string[] = []
  for (const { name, run } of storeConformance(makeStore, { sharing })) {
    await run().catch((error: Error) => messages.push(`${name}: ${error.message}`))
  }
  return messages
}

const FOR_EVER = 2 ** 50

const wrongs: Record<string, (good: TokenStore) => Partial<TokenStore>> = {
  'lets an older generation overwrite': (good) => ({
    async setIfNewer(slot, entry, call) {
      await good.delete(slot, { generation: FOR_EVER }, call)
      return good.setIfNewer(slot, entry, call)
    },
  }),
  'lets an equal generation overwrite': (good) => ({
    async setIfNewer(slot, entry, call) {
      await good.delete(slot, entry, call)
      return good.setIfNewer(slot, entry, call)
    },
  }),
  'answers true whatever it did': (good) => ({
    setIfNewer: (slot, entry, call) => good.setIfNewer(slot, entry, call).then(() => true),
  }),
  'keeps text past its time to live': (good) => ({
    setIfNewer: (slot, entry, call) => good.setIfNewer(slot, { ...entry, ttlMs: FOR_EVER }, call),
  }),
  'takes milliseconds for seconds': (good) => ({
    setIfNewer: (slot, entry, call) => good.setIfNewer(slot, { ...entry, ttlMs: entry.ttlMs / 1000 }, call),
  }),
  'deletes whatever the generation': (good) => ({
    delete: (slot, _, call) => good.delete(slot, { generation: FOR_EVER }, call),
  }),
  'never deletes': () => ({ delete: async () => {} }),
  'cuts names off, so that slots share': (good) => ({
    get: (slot, call) => good.get(slot.slice(0, 2), call),
    setIfNewer: (slot, entry, call) => good.setIfNewer(slot.slice(0, 2), entry, call),
    delete: (slot, entry, call) => good.delete(slot.slice(0, 2), entry, call),
  }),
  'keeps one slot for all': (good) => ({
    get: (_, call) => good.get('', call),
    setIfNewer: (_, entry, call) => good.setIfNewer('', entry, call),
    delete: (_, entry, call) => good.delete('', entry, call),
  }),
  'gives a timestamp for an age': (good) => ({
    get: async (slot, call) => {
      const stored = await good.get(slot, call)
      return stored && { ...stored, ageMs: Date.now() }
    },
  }),
  'does not know an age': (good) => ({
    get: async (slot, call) => {
      const stored = await good.get(slot, call)
      return stored && { ...stored, ageMs: 0 }
    },
  }),
  'keeps Latin-1 only': (good) => ({
    setIfNewer: (slot, entry, call) =>
      good.setIfNewer(slot, { ...entry, text: Buffer.from(entry.text, 'latin1').toString('latin1') }, call),
  }),
  'cuts text off at 4 kB': (good) => ({
    setIfNewer: (slot, entry, call) => good.setIfNewer(slot, { ...entry, text: entry.text.slice(0, 4096) }, call),
  }),
  'keeps generations in 32 bits': (good) => ({
    setIfNewer: (slot, entry, call) => good.setIfNewer(slot, { ...entry, generation: entry.generation | 0 }, call),
  }),
  'reads, waits and writes': (good) => ({
    async setIfNewer(slot, entry, call) {
      const stored = await good.get(slot, call)
      await new Promise(setImmediate)
      if (stored && stored.generation >= entry.generation) return false
      await good.delete(slot, { generation: FOR_EVER }, call)
      return good.setIfNewer(slot, entry, call)
    },
  }),
  'leaves half a write behind when aborted': (good) => ({
    setIfNewer: (slot, entry, call) =>
      good.setIfNewer(slot, call.signal.aborted ? { ...entry, text: '' } : entry, call),
  }),
  'throws on what is not there': (good) => ({
    async delete(slot, entry, call) {
      if (!(await good.get(slot, call))) throw new Error('no such slot')
      return good.delete(slot, entry, call)
    },
  }),
}

const sharingWrongs: Record<string, (good: SharedTokenStore) => Partial<SharedTokenStore>> = {
  'gives a lease to everybody': () => ({ takeLease: async () => true }),
  'does not give an owner his lease again': (good) => {
    const taken = new Set<string>()
    return {
      async takeLease(slot, lease, call) {
        if (taken.has(lease.owner)) return false
        const given = await good.takeLease(slot, lease, call)
        if (given) taken.add(lease.owner)
        return given
      },
    }
  },
  'does not prolong a lease': (good) => {
    const owners = new Map<string, string>()
    return {
      takeLease: async (slot, lease, call) => {
        if (owners.get(slot) === lease.owner) return true
        const given = await good.takeLease(slot, lease, call)
        if (given) owners.set(slot, lease.owner)
        return given
      },
    }
  },
  'keeps leases for ever': (good) => ({
    takeLease: (slot, lease, call) => good.takeLease(slot, { ...lease, ttlMs: FOR_EVER }, call),
  }),
  'lets anybody release': (good) => {
    const owners = new Map<string, string>()
    return {
      async takeLease(slot, lease, call) {
        const given = await good.takeLease(slot, lease, call)
        if (given) owners.set(slot, lease.owner)
        return given
      },
      releaseLease: (slot, _, call) => good.releaseLease(slot, { owner: owners.get(slot) ?? '' }, call),
    }
  },
  'keeps the lease that a write should end': (good) => ({
    setIfNewer: (slot, { releases: _, ...entry }, call) => good.setIfNewer(slot, entry, call),
  }),
  'ends everybody’s lease with a write': (good) => {
    const owners = new Map<string, string>()
    return {
      async takeLease(slot, lease, call) {
        const given = await good.takeLease(slot, lease, call)
        if (given) owners.set(slot, lease.owner)
        return given
      },
      setIfNewer: (slot, entry, call) => good.setIfNewer(slot, { ...entry, releases: owners.get(slot) }, call),
    }
  },
  'keeps one lease for all slots': (good) => ({
    takeLease: (_, lease, call) => good.takeLease('', lease, call),
    releaseLease: (_, lease, call) => good.releaseLease('', lease, call),
  }),
  'grants every permit': () => ({ takePermit: async () => ({ retryAfterMs: 0, closings: 0 }) }),
  'counts from the grant': (good) => ({
    settlePermit: async (key, settlement, call) => {
      if (settlement.outcome !== 'answered') await good.settlePermit(key, settlement, call)
    },
  }),
  'lets nobody keep a place': (good) => ({
    takePermit: (key, ask, call) => good.takePermit(key, { ...ask, placeMs: 0 }, call),
  }),
  'keeps places for ever': (good) => ({
    takePermit: (key, ask, call) => good.takePermit(key, { ...ask, placeMs: FOR_EVER }, call),
  }),
  'treats everybody as a caller': (good) => ({
    takePermit: (key, ask, call) => good.takePermit(key, { ...ask, deadlineMs: undefined }, call),
  }),
  'serves renewals in the order of asking': (good) => ({
    takePermit: (key, ask, call) =>
      good.takePermit(key, { ...ask, deadlineMs: ask.deadlineMs === undefined ? undefined : 1_000_000 }, call),
  }),
  'serves the token that lives longest first': (good) => ({
    takePermit: (key, ask, call) =>
      good.takePermit(
        key,
        { ...ask, deadlineMs: ask.deadlineMs === undefined ? undefined : 1_000_000 - ask.deadlineMs },
        call,
      ),
  }),
  'takes a token that is dead for one that dies now': (good) => ({
    takePermit: (key, ask, call) =>
      good.takePermit(key, { ...ask, deadlineMs: ask.deadlineMs && Math.max(0, ask.deadlineMs) }, call),
  }),
  'remembers who was a renewal once': (good) => {
    const renewals = new Map<string, number>()
    return {
      takePermit: (key, ask, call) => {
        if (ask.deadlineMs !== undefined) renewals.set(ask.id, ask.deadlineMs)
        return good.takePermit(key, { ...ask, deadlineMs: renewals.get(ask.id) }, call)
      },
    }
  },
  'has one log for all keys': (good) => ({
    takePermit: (_, ask, call) => good.takePermit('login https://origin.example', ask, call),
  }),
  'never closes': (good) => ({
    settlePermit: (key, settlement, call) => good.settlePermit(key, { ...settlement, closedForMs: 0 }, call),
  }),
  'takes each answer of a burst for news': (good) => {
    return {
      settlePermit: async (key, settlement, call) => {
        // As if it had just been asked for.
        await good.settlePermit(key, { ...settlement, outcome: 'unused' }, call)
        await good.settlePermit(key, settlement, call)
      },
    }
  },
  'forgets closings at any answer': (good) => ({
    settlePermit: (key, settlement, call) => {
      const outcome = settlement.outcome === 'answered' ? 'success' : settlement.outcome
      return good.settlePermit(key, { ...settlement, outcome }, call)
    },
  }),
  'counts what was not used': (good) => ({
    settlePermit: (key, settlement, call) => {
      const outcome = settlement.outcome === 'unused' ? 'answered' : settlement.outcome
      return good.settlePermit(key, { ...settlement, outcome }, call)
    },
  }),
  'ignores permits that it does not know': (good) => ({
    settlePermit: async (key, settlement, call) => {
      if (settlement.id !== 'unknown') await good.settlePermit(key, settlement, call)
    },
  }),
  'grants twice to who asks twice': (good) => {
    let asked = 0
    return {
      takePermit: (key, ask, call) =>
        good.takePermit(key, { ...ask, id: ask.id === 'first' ? `${ask.id} ${asked++}` : ask.id }, call),
    }
  },
  'reads, waits and logs': (good) => {
    let granted = 0
    return {
      async takePermit(key, ask, call) {
        const before = granted
        await new Promise(setImmediate)
        if (before >= ask.limit) return good.takePermit(key, ask, call)
        granted = before + 1
        return { retryAfterMs: 0, closings: 0 }
      },
    }
  },
}

/** As many people would write it first: an object for a map. */
function objectStore(): TestSubject {
  const slots: Record<string, { text: string; generation: number; ageMs: number }> = {}
  return {
    store: {
      get: async (slot) => slots[slot],
      async setIfNewer(slot, { text, generation }) {
        if ((slots[slot]?.generation ?? 0) >= generation) return false
        slots[slot] = { text, generation, ageMs: 0 }
        return true
      },
      async delete(slot) {
        delete slots[slot]
      },
    },
    advance: async () => {},
  }
}

describe('storeConformance', () => {
  it('is content with a good store', async () => {
    expect(await failures(broken(() => ({})))).toEqual([])
  })

  it.each(Object.entries(wrongs))('catches a store that %s', async (_, change) => {
    expect(await failures(broken(change))).not.toEqual([])
  })

  it('is content with a good shared store', async () => {
    expect(
      await failures(
        brokenSharing(() => ({})),
        true,
      ),
    ).toEqual([])
  })

  it.each(Object.entries(sharingWrongs))('catches a shared store that %s', async (_, change) => {
    expect(await failures(brokenSharing(change), true)).not.toEqual([])
  })

  it('says so when a store that should share has no leases', async () => {
    const messages = await failures(objectStore, true)
    expect(messages.join('\n')).toContain('should have the four methods')
  })

  it('says so when a store could share and is not checked for it', async () => {
    const messages = await failures(brokenSharing(() => ({})))
    expect(messages.join('\n')).toContain('should be checked with { sharing: true }')
  })

  it('catches a plain object with inherited names, and says so', async () => {
    const messages = await failures(objectStore)
    expect(messages.join('\n')).toContain('get of the unknown slot __proto__ should give undefined')
  })

  it('accepts a store that rejects aborted calls', async () => {
    const unaborted = async <T>({ signal }: StoreCall, work: () => Promise<T>) => {
      signal.throwIfAborted()
      return work()
    }
    const strict = broken((good) => ({
      get: (slot, call) => unaborted(call, () => good.get(slot, call)),
      setIfNewer: (slot, entry, call) => unaborted(call, () => good.setIfNewer(slot, entry, call)),
      delete: (slot, entry, call) => unaborted(call, () => good.delete(slot, entry, call)),
    }))
    expect(await failures(strict)).toEqual([])
  })

  it('makes a subject for each case and disposes of it, also after a failure', async () => {
    let made = 0
    let disposed = 0
    const cases = storeConformance(() => {
      made++
      const dispose = async () => {
        disposed++
      }
      return { ...broken(() => ({ get: () => Promise.reject(new Error('gone')) }))(), dispose }
    })
    expect(made).toBe(0)
    for (const { run } of cases) await run().catch(() => {})
    expect([made, disposed]).toEqual([cases.length, cases.length])
    expect(new Set(cases.map(({ name }) => name)).size).toBe(cases.length)
  })
})

describe('on a machine that is busy', () => {
  afterEach(() => vi.useRealTimers())

  /** A good store, but for what is changed; each of its calls takes so long, on its clock and on the machine's. */
  const slow = (tookMs: number, change: (good: SharedTokenStore) => Partial<SharedTokenStore> = () => ({})) => {
    vi.useFakeTimers({ toFake: ['performance'] })
    let made = 0
    const makeStore = (): TestSubject => {
      made++
      const clock = manualClock()
      const good = memoryStore({ clock })
      const pass = async (ms: number) => {
        vi.advanceTimersByTime(ms)
        await clock.advance(ms)
      }
      const store = Object.fromEntries(
        Object.entries({ ...good, ...change(good) }).map(([name, method]) => [
          name,
          async (...args: unknown[]) => {
            await pass(tookMs)
            return (method as (...args: unknown[]) => unknown)(...args)
          },
        ]),
      )
      return { store: store as unknown as SharedTokenStore, advance: pass }
    }
    return { makeStore, made: () => made }
  }

  it.each(storeConformance(() => slow(350).makeStore(), { sharing: true }))('a good store passes: $name', ({ run }) =>
    run(),
  )

  it('a store that is wrong and quick is judged at once', async () => {
    const { makeStore, made } = slow(1, (good) => ({ takeLease: async (...args) => !(await good.takeLease(...args)) }))
    const about = storeConformance(makeStore, { sharing: true }).find(({ name }) => name === 'a lease ends by itself')
    await expect(about?.run()).rejects.toThrow('Store conformance: ')
    expect(made()).toBe(1)
  })

  it('a store that is wrong and slow is wrong however long it is given', async () => {
    const { makeStore, made } = slow(350, (good) => ({ releaseLease: async () => {}, takeLease: good.takeLease }))
    const about = storeConformance(makeStore, { sharing: true }).find(
      ({ name }) => name === 'only the owner gives a lease back',
    )
    await expect(about?.run()).rejects.toThrow('a lease that its owner gave back should be free')
    expect(made()).toBeGreaterThan(1)
  })
})
