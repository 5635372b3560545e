import type { PagamioAuthPoolOptions, SharedTokenStore } from '@pagamio/auth-core'
import { describe, expect, test } from 'vitest'
import { runFleet } from '../src/simulation/fleet.ts'
import type { FleetOptions } from '../src/simulation/fleet-options.ts'
import { command, moreLogins, small } from './support/simulated.ts'

/** A store in which something is wrong. */
const wrongStore =
  (wrong: (store: SharedTokenStore) => Partial<SharedTokenStore>) =>
  (options: PagamioAuthPoolOptions): PagamioAuthPoolOptions => {
    const store = options.store as SharedTokenStore
    return { ...options, store: { ...store, ...wrong(store) } }
  }

describe('the same seed', () => {
  test('gives the same bytes, and another one others', async () => {
    const line = '--processes 8 --merchants 3 --days 0.5 --seed'
    const first = await command(`${line} 7`)
    const pageOfFirst = first.page()
    const second = await command(`${line} 7`)
    expect(second.said).toBe(first.said)
    expect(second.page()).toBe(pageOfFirst)
    const other = await command(`${line} 8`)
    expect(other.page()).not.toBe(pageOfFirst)
  })

  test('gives the same for many addresses, whether they run side by side or one after the other', async () => {
    const options = { ...small, processes: 6, merchants: 6, addresses: 3, days: 0.1 }
    const together = await runFleet(options)
    expect(await runFleet(options)).toEqual(together)
    expect(await runFleet(options, { plant: (made) => made })).toEqual(together)
    expect(together.calls).toBeGreaterThan(100)
  })

  test('gives the same story', async () => {
    const line = '--processes 8 --merchants 30 --days 0.1'
    const first = await command(line, moreLogins)
    expect((await command(line, moreLogins)).said).toBe(first.said)
    expect(first.said).toContain('BROKEN')
  })
})

describe('a rule that is broken', () => {
  test.each<[string, FleetOptions, (options: PagamioAuthPoolOptions) => PagamioAuthPoolOptions]>([
    [
      'a refresh token was spent twice',
      { ...small, merchants: 60, calls: 10, faults: ['slow-answers'] },
      wrongStore((store) => ({
        takeLease: async () => true,
        // A mark takes the place of the refresh token: it is acknowledged, and not kept.
        setIfNewer: async (slot, entry, call) =>
          entry.replaces === undefined ? store.setIfNewer(slot, entry, call) : true,
      })),
    ],
    [
      'a call failed though it had a living token',
      { ...small, merchants: 30, calls: 4, faults: [] },
      // Twenty minutes pass in one.
      (options) => {
        const clock = options.clock as NonNullable<typeof options.clock>
        return { ...options, clock: { ...clock, now: () => clock.now() * 20, monotonic: () => clock.monotonic() * 20 } }
      },
    ],
  ])('is found: %s', async (what, options, plant) => {
    const report = await runFleet(options, { untilBroken: true, plant })
    expect([...report.broken.keys()]).toContain(what)
  })

  test('ends a run of many seeds', async () => {
    const { code, said } = await command('--seeds 20', moreLogins)
    expect(code).toBe(1)
    expect(said).toMatch(/Once more: pnpm --filter @pagamio\/fleet simulate .*\n\d+ of 20 seeds from 1 on/)
  })
})

test('many seeds, each of which is another small fleet', async () => {
  const { code, said } = await command('--seeds 12')
  expect(said).toMatch(/^12 of 12 seeds from 1 on, [\d,]+ calls\n$/)
  expect(code).toBe(0)
})
