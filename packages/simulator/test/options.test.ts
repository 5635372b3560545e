import { describe, expect, test } from 'vitest'
import { createSimulator, demoCredentials, type Environment, type SimulatorOptions } from '../src/index.ts'
import { createClient, PRODUCTION } from './client.ts'

const merchant = { ...demoCredentials, id: 'M-1' }

describe('an option that is not what it should be is refused by name', () => {
  test.each<[string, object]>([
    ['limits.logins', { limits: { logins: Number.NaN } }],
    ['limits.logins', { limits: { logins: -1 } }],
    ['limits.refreshes', { limits: { refreshes: 1.5 } }],
    ['limits.windowMs', { limits: { windowMs: 0 } }],
    ['limits.blockAfter', { limits: { blockAfter: 0 } }],
    ['limits.blockMs', { limits: { blockMs: Number.NaN } }],
    ['lifetimes.accessMs', { lifetimes: { accessMs: 0 } }],
    ['lifetimes.refreshMs', { lifetimes: { refreshMs: Number.NaN } }],
    ['lifetimes.graceMs', { lifetimes: { graceMs: -1 } }],
    ['latencyMs', { latencyMs: Number.POSITIVE_INFINITY }],
    ['environment', { environment: 'staging' }],
    ['merchants[1].environment', { merchants: [merchant, { ...merchant, environment: 'prod' }] }],
    ['responseShape', { responseShape: 'nested' }],
    ['rotation', { rotation: 'loose' }],
  ])('%s of %j', (name, options) => {
    expect(() => createSimulator(options as SimulatorOptions)).toThrow(RangeError)
    expect(() => createSimulator(options as SimulatorOptions)).toThrow(name)
  })

  test.each<[string, object]>([
    ['limits.purchases', { limits: { purchases: '10' } }],
    ['onRequest', { onRequest: 'console' }],
  ])('%s of another type', (name, options) => {
    expect(() => createSimulator(options as SimulatorOptions)).toThrow(TypeError)
    expect(() => createSimulator(options as SimulatorOptions)).toThrow(name)
  })

  test('undefined stands for the default, and no limit at all can be said in two ways', () => {
    createSimulator({ limits: { logins: undefined }, lifetimes: { accessMs: undefined }, latencyMs: undefined })
    createSimulator({ limits: { logins: Number.POSITIVE_INFINITY, blockAfter: Number.POSITIVE_INFINITY } })
    createSimulator({ limits: false })
  })
})

describe('merchants', () => {
  const subMerchants = [{ username: 'kiosk', password: 'x', id: 'S-1' }]

  test.each<[string, SimulatorOptions['merchants']]>([
    ['username', [merchant, { ...merchant, id: 'M-2' }]],
    ['username', [{ ...merchant, subMerchants: [{ ...merchant, id: 'S-1' }] }]],
    ['id', [merchant, { ...merchant, username: 'other' }]],
    ['id', [{ ...merchant, subMerchants: [...subMerchants, { username: 'other', password: 'x', id: 'S-1' }] }]],
  ])('with one %s twice are refused: the first would vanish', (member, merchants) => {
    expect(() => createSimulator({ merchants })).toThrow(`one ${member} twice`)
  })

  test('of two environments may have the same username and id', () => {
    const both = (['sandbox', 'production'] as const).map((environment) => ({ ...merchant, environment, subMerchants }))
    expect(() => createSimulator({ merchants: both })).not.toThrow()
  })

  test.each<[Environment, string, string]>([
    ['sandbox', 'https://vas-sandbox-api.pagamio.tech/api/v1', PRODUCTION],
    ['production', PRODUCTION, 'https://vas-sandbox-api.pagamio.tech/api/v1'],
  ])('the demo merchant is at home in %s where that is the environment', async (environment, home, abroad) => {
    const { fetch } = createSimulator({ environment })
    const logins = [home, 'http://localhost/api/v1', abroad].map((base) => createClient(fetch, base).login())
    expect((await Promise.all(logins)).map(({ status }) => status)).toEqual([200, 200, 401])
  })
})
