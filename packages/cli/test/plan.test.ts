import { describe, expect, test } from 'vitest'
import { forecast } from '../src/plan/forecast.ts'
import { machine } from './support/run.ts'

describe('forecast', () => {
  test.each([
    [1, true, { addresses: 1, merchantsPerAddress: 1, coldStartMinutes: 0, spareMerchants: 249 }],
    [5, true, { addresses: 1, coldStartMinutes: 0 }],
    [6, true, { addresses: 1, coldStartMinutes: 1 }],
    [40, true, { addresses: 1, coldStartMinutes: 7 }],
    [125, true, { addresses: 1, coldStartMinutes: 24 }],
    [250, true, { addresses: 1, renewalsPerMinute: 10, spareMerchants: 0, sparePercent: 0 }],
    [251, true, { addresses: 2, merchantsPerAddress: 126, spareMerchants: 124 }],
    [
      400,
      true,
      { addresses: 2, merchantsPerAddress: 200, coldStartMinutes: 39, renewalsPerMinute: 8, sparePercent: 20 },
    ],
    [125, false, { addresses: 1, limitPerMinute: 5, renewalsPerMinute: 5, spareMerchants: 0 }],
    [126, false, { addresses: 2, merchantsPerAddress: 63 }],
    [10_000, true, { addresses: 40, merchantsPerAddress: 250 }],
  ])('%i merchants, refresh tokens: %s', (merchants, refresh, plan) => {
    expect(forecast({ merchants, processes: 1, refresh })).toMatchObject(plan)
  })

  test('never plans more for an address than its limit lets through in the life of a token', () => {
    for (let merchants = 1; merchants <= 3_000; merchants++) {
      for (const refresh of [true, false]) {
        const plan = forecast({ merchants, processes: 1, refresh })
        expect(plan.merchantsPerAddress).toBeLessThan(plan.limitPerMinute * 30)
        expect(plan.addresses * plan.merchantsPerAddress).toBeGreaterThanOrEqual(merchants)
        expect(plan.spareMerchants).toBeGreaterThanOrEqual(0)
      }
    }
  })
})

describe('pagamio plan', () => {
  test('says how many addresses, how long, and what is left, and calls nobody', async () => {
    const { run, simulator } = await machine({ credentials: 'none' })
    const { out, err, code } = await run(['plan', '--merchants', '400', '--processes', '12'])
    expect(out).toBe(
      [
        'addresses   2: one carries 250 merchants on refresh',
        'merchants   200 at each address',
        'cold start  39 min until the last merchant has a token: 5 logins a minute each',
        'renewals    8 of 10 a minute each',
        'margin      50 merchants more each, 20 %',
        'store       one for all 12 processes of an address; without it they need 20 addresses',
        '',
      ].join('\n'),
    )
    expect({ err, code }).toEqual({ err: '', code: 0 })
    expect(simulator.count()).toBe(0)
  })

  test('says the same as JSON', async () => {
    const { run } = await machine({ credentials: 'none' })
    const { out } = await run(['plan', '--merchants', '400', '--refresh', 'no', '--json'])
    expect(JSON.parse(out)).toEqual(forecast({ merchants: 400, processes: 1, refresh: false }))
  })

  test.each([
    [[], 'merchants'],
    [['--merchants', '0'], '--merchants should be a whole number from 1 to 1000000.'],
    [['--merchants', '1.5'], '--merchants should be a whole number from 1 to 1000000.'],
    [['--merchants', '1', '--processes', '0'], '--processes should be a whole number from 1 to 100000.'],
    [['--merchants', '1', '--refresh', 'perhaps'], '--refresh should be yes or no.'],
  ])('refuses %j', async (args, message) => {
    const { run } = await machine({ credentials: 'none' })
    const { out, err, code } = await run(['plan', ...args])
    expect({ out, code }).toEqual({ out: '', code: 2 })
    expect(err).toContain(message)
  })
})
