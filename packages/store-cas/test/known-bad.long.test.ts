// Backends that cannot do what they should: each call is tried until nobody has patience any more.
import { setImmediate as turn } from 'node:timers/promises'
import type { SharedTokenStore } from '@pagamio/auth-core'
import { manualClock, storeConformance } from '@pagamio/auth-core/testing'
import { expect, test } from 'vitest'
import { type CasPort, storeFromCas } from '../src/index.ts'
import { memoryCas } from './support/memory-cas.ts'

const knownBad: Readonly<Record<string, (port: CasPort<number>) => CasPort<number>>> = {
  'writes whatever the version is': (port) => ({
    ...port,
    async write(key, text, options) {
      for (;;) {
        const stored = await port.read(key, options)
        const version = await port.write(key, text, { ...options, ifVersion: stored?.version })
        if (version !== undefined) return version
      }
    },
  }),
  'writes only what has a version': (port) => ({
    ...port,
    write: (key, text, options) => port.write(key, text, { ...options, ifVersion: options.ifVersion ?? -1 }),
  }),
  'reads what was there before the last write': (port) => {
    const seen = new Map<string, Awaited<ReturnType<typeof port.read>>>()
    return {
      ...port,
      async read(key, options) {
        const before = seen.get(key)
        seen.set(key, await port.read(key, options))
        return before
      },
    }
  },
  'has no clock': (port) => ({ ...port, now: () => 0 }),
}
test.each(Object.entries(knownBad))('a backend that %s does not pass the published cases', async (_, spoilt) => {
  const cases = storeConformance(
    () => {
      const clock = manualClock()
      const port = spoilt(memoryCas(clock.monotonic, turn))
      const [one, two] = [storeFromCas(port), storeFromCas(port)]
      // Two processes: within one, calls do not come between each other.
      let turns = 0
      const store = new Proxy(one, { get: (_, name: keyof SharedTokenStore) => (turns++ % 2 ? one : two)[name] })
      return { store, advance: clock.advance }
    },
    { sharing: true },
  )
  const failed = await Promise.all(
    cases.map(({ run }) =>
      run().then(
        () => false,
        () => true,
      ),
    ),
  )
  expect(failed).toContain(true)
})

test('who always comes too late with what is to be written is told so, and nothing is changed', async () => {
  const port = memoryCas()
  const before = storeFromCas(port)
  const call = { signal: new AbortController().signal }
  await before.setIfNewer('slot', { text: 'one', generation: 1, ttlMs: 60_000 }, call)
  const late = storeFromCas({ ...port, write: async () => undefined })
  const calls = [
    late.setIfNewer('slot', { text: 'two', generation: 2, ttlMs: 60_000 }, call),
    late.delete('other', { generation: 1 }, call),
    late.settlePermit('login', { id: 'one', outcome: 'success', closedForMs: 0 }, call),
  ]
  const codes = (await Promise.allSettled(calls)).map((one) => one.status === 'rejected' && one.reason.code)
  expect(codes).toEqual(['CONTENDED', false, 'CONTENDED'])
  expect(await before.get('slot', call)).toMatchObject({ text: 'one' })
})
