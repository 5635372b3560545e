import { describe, expect, test } from 'vitest'
import { faultKinds } from '../src/simulation/fault-kinds.ts'
import { runFleet } from '../src/simulation/fleet.ts'
import { command, moreLogins, small } from './support/simulated.ts'

describe('a fleet of 8 processes and 3 merchants', () => {
  test('without faults makes one login for each merchant and one refresh for each life', async () => {
    const report = await runFleet({ ...small, faults: [] })
    expect(report.broken).toEqual(new Map())
    expect(report.limits).toEqual(new Map())
    expect(report.logins).toBe(3)
    // 1,440 minutes, and each token is renewed when it is asked for 25 minutes or later after the one before.
    expect(report.refreshes).toBeGreaterThan(3 * 40)
    expect(report.refreshes).toBeLessThan(3 * 58)
    expect(report.failures).toEqual(new Map())
  })

  test('keeps every promise through all faults, each of which has struck', async () => {
    const report = await runFleet(small)
    expect(report.broken).toEqual(new Map())
    expect(new Set(report.faults.map(({ kind }) => kind))).toEqual(new Set(Object.values(faultKinds)))
    expect(report.failedWithToken).toBe(0)
    expect(report.spentTwice).toBe(0)
  })

  test('keeps them with WebCrypto itself', async () => {
    const report = await runFleet({ ...small, days: 0.2, realCrypto: true })
    expect(report.broken).toEqual(new Map())
    expect(report.calls).toBeGreaterThan(100)
  })

  test('shares no more than an address does: each has a store and limits of its own', async () => {
    const report = await runFleet({ ...small, merchants: 12, processes: 12, addresses: 4, days: 0.2, faults: [] })
    expect(report.broken).toEqual(new Map())
    expect(report.logins).toBe(12)
    expect(report.most.login).toBeLessThanOrEqual(3)
  })
})

describe('a rule that is broken', () => {
  test('ends the run with 1, its last minute and the command that repeats it', async () => {
    const { code, said, page } = await command(
      '--processes 8 --merchants 30 --days 0.1 --faults none --seed 3',
      moreLogins,
    )
    expect(code).toBe(1)
    expect(said).toContain('BROKEN: more than 5 calls in 60 s')
    expect(said).toContain('BROKEN: a 429')
    expect(said).toMatch(/ {2}day 1, 00:\d\d:\d\d\.\d{3} {2}P-\d sends to login\n/)
    expect(said).toContain(
      'Once more: pnpm --filter @pagamio/fleet simulate --processes 8 --merchants 30 --addresses 1 --serving 8 --days 0.1 --calls 0.5 --seed 3 --faults none\n',
    )
    expect(page()).toContain('Broken: more than 5 calls in 60 s; a 429.')
  })
})

describe('an option that makes no sense is named, with what it should be', () => {
  test.each([
    ['--processes 0', '--processes should be a whole number from 1 to 100000, and is "0"'],
    ['--processes many', '--processes should be a whole number from 1 to 100000, and is "many"'],
    ['--merchants 2.5', '--merchants should be a whole number from 1 to 100000, and is "2.5"'],
    ['--days 400', '--days should be a number from 0.01 to 366, and is "400"'],
    ['--calls 0', '--calls should be a number from 0.001 to 60, and is "0"'],
    ['--seed -1', `--seed`],
    ['--serving 0', '--serving should be a whole number from 1 to 1000, and is "0"'],
    ['--seeds 0', '--seeds should be a whole number from 1 to 1000000, and is "0"'],
    ['--refresh maybe', '--refresh should be yes or no, and is "maybe"'],
    ['--faults fire', '--faults should be all, none, or some of store-slow'],
    ['--merchants 3 --addresses 4', '--merchants should be at least as many as --addresses (4), and is 3'],
    ['--wat', "Unknown option '--wat'"],
    ['--page /nowhere/at/all.html', '--page should be a file that can be written, and is "/nowhere/at/all.html"'],
  ])('%s', async (line, message) => {
    const { code, failed } = await command(line)
    expect(failed).toContain(message)
    expect(code).toBe(2)
  })
})
