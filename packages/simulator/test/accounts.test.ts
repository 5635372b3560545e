import { describe, expect, test } from 'vitest'
import { createSimulator, demoCredentials } from '../src/index.ts'
import { createClient } from './client.ts'

const SHOP = { username: 'demo-shop', password: 'demo-shop-password' }

function start() {
  const simulator = createSimulator({ limits: false })
  return { simulator, client: createClient(simulator.fetch) }
}

describe('login', () => {
  test.each([
    ['no password', { username: 'demo' }],
    ['an empty username', { username: '', password: 'x' }],
    ['a number for a password', { username: 'demo', password: 7 }],
    ['an array', ['demo', 'demo-password']],
    ['null', null],
    ['text that is no JSON', 'username=demo'],
  ])('%s is answered 400 with code 1300', async (_name, body) => {
    const response = await start().client.login(body as object)
    expect(response.status).toBe(400)
    expect(await response.json()).toMatchObject({
      responseCode: '1300',
      responseMessage: expect.stringMatching(/^Required fields missing: (username|password)/),
    })
  })

  test('a wrong password and an unknown username get the same 401', async () => {
    const { client } = start()
    const wrong = await client.login({ ...demoCredentials, password: 'wrong' })
    const unknown = await client.login({ username: 'nobody', password: 'wrong' })
    expect([wrong.status, unknown.status]).toEqual([401, 401])
    expect(await wrong.json()).toEqual(await unknown.json())
  })

  test('a refresh without its field is a 400, with an unknown token a 401', async () => {
    const { client } = start()
    expect((await client.post('/auth/token/refresh', {})).status).toBe(400)
    expect((await client.refresh('never issued')).status).toBe(401)
  })

  test('after a change of password only the new one works, and tokens live on', async () => {
    const { client, simulator } = start()
    const { access } = await client.tokens()
    simulator.changePassword('demo', 'another')
    expect((await client.login()).status).toBe(401)
    expect((await client.login({ username: 'demo', password: 'another' })).status).toBe(200)
    expect((await client.categories(access)).status).toBe(200)
  })

  test('a misspelt username in a control call throws', () => {
    const { simulator } = start()
    expect(() => simulator.changePassword('dmo', 'x')).toThrow(RangeError)
    expect(() => simulator.setActive('dmo', false)).toThrow(RangeError)
  })
})

describe('inactive accounts', () => {
  test('login, refresh and calls are answered 403 in the envelope', async () => {
    const { client, simulator } = start()
    const { access, refresh } = await client.tokens()
    simulator.setActive('demo', false)
    for (const response of [await client.login(), await client.refresh(refresh), await client.categories(access)]) {
      expect(response.status).toBe(403)
      expect(await response.json()).toMatchObject({ responseCode: '1105', successful: false })
    }
  })

  test('a wrong password tells nothing about the account', async () => {
    const { client, simulator } = start()
    simulator.setActive('demo', false)
    expect((await client.login({ ...demoCredentials, password: 'wrong' })).status).toBe(401)
  })

  test('an account can come back, and finds its refresh token unspent', async () => {
    const { client, simulator } = start()
    const { refresh } = await client.tokens()
    simulator.setActive('demo', false)
    await client.refresh(refresh)
    simulator.setActive('demo', true)
    expect((await client.login()).status).toBe(200)
    expect((await client.refresh(refresh)).status).toBe(200)
  })
})

describe('merchants and sub-merchants', () => {
  test('generations count per merchant', async () => {
    const { client, simulator } = start()
    await client.tokens()
    await client.tokens(SHOP)
    const { access } = await client.tokens()
    await client.categories(access)
    const seen = simulator.log.map(({ merchant, generation }) => [merchant, generation])
    expect(seen).toEqual([
      ['M-1001', 1],
      ['S-2001', 1],
      ['M-1001', 2],
      ['M-1001', 2],
    ])
  })
})
