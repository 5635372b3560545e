import { demoCredentials } from '@pagamio/simulator'
import { describe, expect, test } from 'vitest'
import { createBudget, memoryStore } from '../../src/index.ts'
import { MINUTE, rejection, scene } from '../support/scene.ts'

describe('restore', () => {
  const process = (options: Parameters<typeof scene>[0] = {}) => {
    const one = scene(options)
    const store = memoryStore({ clock: one.clock })
    return { ...one, store, process: () => one.another({ store, budget: createBudget({ clock: one.clock }) }) }
  }

  test('takes over what another process has stored, without a call', async () => {
    const { process: start, calls } = process()
    const token = await start().getToken()
    const auth = start()
    expect(await auth.restore()).toMatchObject({ state: 'fresh', usable: true, expiresAt: token.expiresAt })
    expect((await auth.getToken()).value).toBe(token.value)
    expect(calls()).toEqual({ logins: 1, refreshes: 0 })
  })

  test('finds nothing in an empty store, and sends nothing', async () => {
    const { process: start, simulator } = process()
    expect(await start().restore()).toMatchObject({ state: 'empty', usable: false, store: { state: 'working' } })
    expect(simulator.count()).toBe(0)
  })

  test('finds that the password was refused lately, and does not try it', async () => {
    const { process: start, calls, simulator } = process()
    simulator.changePassword(demoCredentials.username, 'another')
    expect((await rejection(start().getToken())).code).toBe('invalid_credentials')
    const auth = start()
    expect(await auth.restore()).toMatchObject({ state: 'refused', trouble: { code: 'invalid_credentials' } })
    expect((await rejection(auth.getToken())).code).toBe('invalid_credentials')
    expect(calls().logins).toBe(1)
  })

  test('an expired one is said to be so; its refresh token serves the next call', async () => {
    const { process: start, calls, clock } = process()
    await start().getToken()
    await clock.advance(31 * MINUTE)
    const auth = start()
    expect(await auth.restore()).toMatchObject({ state: 'expired', usable: false })
    await auth.getToken()
    expect(calls()).toEqual({ logins: 1, refreshes: 1 })
  })

  test('a store that fails changes nothing', async () => {
    const broken = {
      get: async () => Promise.reject(new Error('x')),
      setIfNewer: async () => true,
      delete: async () => {},
    }
    const { auth } = scene({ auth: { store: broken } })
    expect(await auth.restore()).toMatchObject({ state: 'empty', store: { state: 'failing' } })
  })

  test('where credentials come from a function that fails, it says so', async () => {
    const credentials = async () => Promise.reject(new Error('x'))
    const { auth } = scene({ auth: { credentials, store: memoryStore() } })
    expect((await rejection(auth.restore())).code).toBe('credentials_unavailable')
  })

  test('without a store, and once closed, there is nothing to take over', async () => {
    const { auth } = scene()
    expect(await auth.restore()).toMatchObject({ state: 'empty', store: undefined })
    await auth.close()
    expect(await auth.restore()).toMatchObject({ state: 'closed' })
  })
})
