import { demoCredentials } from '@pagamio/simulator'
import { describe, expect, test } from 'vitest'
import { createBudget, memoryStore } from '../../src/index.ts'
import { MINUTE, passTime, rejection, type Scene, scene } from '../support/scene.ts'

const tempToken = 'temp-CANARY-3b'

/** From now on a login is a 200 that waits for a person. */
function waitForPerson({ simulator }: Scene, body: object = { requires2FA: true, tempToken }): void {
  simulator.failNext('login', { kind: 'answer', body: JSON.stringify(body) }, Number.POSITIVE_INFINITY)
}

describe('a login that waits for a person', () => {
  test.each([
    { requires2FA: true, tempToken },
    { requires2FASetup: true, tempToken },
    { successful: true, data: { requires2FA: true, tempToken } },
  ])('is one login, an error of its own at once and ever after, and no secret: %j', async (body) => {
    const one = scene()
    waitForPerson(one, body)
    const { auth, calls, clock, events } = one
    const error = await rejection(auth.getToken())
    expect(error).toMatchObject({ code: 'action_required', status: 200, hint: expect.stringContaining('person') })
    for (let n = 0; n < 20; n++) {
      await clock.advance(MINUTE)
      expect(await rejection(auth.getToken())).toBe(error)
    }
    expect(calls()).toEqual({ logins: 1, refreshes: 0 })
    expect(auth.status()).toMatchObject({ state: 'refused', health: 'down', trouble: { code: 'action_required' } })
    expect(JSON.stringify([error, error.stack, events, auth.status()])).not.toContain('CANARY')
  })

  test('new credentials lift it', async () => {
    const one = scene()
    waitForPerson(one)
    await rejection(one.auth.getToken())
    one.simulator.clearFaults()
    one.auth.setCredentials(demoCredentials)
    await one.auth.getToken()
    expect(one.calls()).toEqual({ logins: 2, refreshes: 0 })
  })

  test('without a tempToken it is an answer that is not documented', async () => {
    const one = scene()
    waitForPerson(one, { requires2FA: true })
    const error = await passTime(rejection(one.auth.getToken()), one.clock)
    expect(error.code).toBe('unexpected_response')
  })

  test('other processes hear of it in a store, by its own name, for ten minutes', async () => {
    const one = scene()
    waitForPerson(one)
    const { another, calls, clock } = one
    const store = memoryStore({ clock })
    const process = () => another({ store, budget: createBudget({ clock }) })
    await passTime(rejection(process().getToken()), clock)
    for (let n = 0; n < 3; n++) {
      const error = await passTime(rejection(process().getToken()), clock)
      expect(error.code).toBe('action_required')
      expect(await process().restore()).toMatchObject({ state: 'refused', trouble: { code: 'action_required' } })
    }
    expect(calls().logins).toBe(1)
    await clock.advance(10 * MINUTE)
    await passTime(rejection(process().getToken()), clock)
    expect(calls().logins).toBe(2)
  })

  test('a credentials function that gives the same again hears the same, without a login', async () => {
    const one = scene({ auth: { credentials: async () => demoCredentials } })
    waitForPerson(one)
    const { auth, calls, clock } = one
    for (let n = 0; n < 3; n++) {
      expect(await passTime(rejection(auth.getToken()), clock)).toMatchObject({ code: 'action_required' })
      await clock.advance(31_000)
    }
    expect(calls().logins).toBe(1)
  })

  test('after a refresh that waits for a person a login says so, and the living token is used to its end', async () => {
    const one = scene()
    const { auth, calls, clock, simulator } = one
    const token = await auth.getToken()
    waitForPerson(one)
    const body = JSON.stringify({ requires2FA: true, tempToken })
    simulator.failNext('refresh', { kind: 'answer', body }, Number.POSITIVE_INFINITY)
    await clock.advance(26 * MINUTE)
    expect(await auth.getToken()).toBe(token)
    await clock.advance(MINUTE)
    expect(await auth.getToken()).toBe(token)
    await clock.advance(4 * MINUTE)
    expect(await rejection(auth.getToken())).toMatchObject({ code: 'action_required' })
    expect(calls()).toEqual({ logins: 2, refreshes: 1 })
  })
})
