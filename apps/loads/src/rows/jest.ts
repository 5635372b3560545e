import type { Row } from '../row.ts'

// Everything that can be required, with a login, a shared one, and a lazily loaded part.
const test = `
const { createPagamioAuth, isPagamioAuthError, memoryStore, PagamioAuthError } = require('@pagamio/auth-core')
const { createPagamioStub } = require('@pagamio/auth-core/testing')
const { attachPagamio } = require('@pagamio/axios')
const { createPagamioClient } = require('@pagamio/client')
const { pagamio } = require('@pagamio/hono')
const { createSimulator, demoCredentials } = require('@pagamio/simulator')
const { adapterContract } = require('@pagamio/simulator/testing')
const { fileStore } = require('@pagamio/store-file')
const { redisStore } = require('@pagamio/store-redis')
const axios = require('axios')
const { Hono } = require('hono')

test('a token over TCP, through axios and Hono, shared by a store', async () => {
  const simulator = createSimulator()
  const listener = await simulator.listen()
  const options = { baseUrl: listener.url, credentials: demoCredentials, store: memoryStore() }
  const [one, other] = [createPagamioAuth(options), createPagamioAuth(options)]
  const api = axios.create({ baseURL: one.baseUrl })
  attachPagamio(api, one)
  expect((await api.get('/products/categories')).status).toBe(200)
  const app = new Hono().use(pagamio(other)).get('/', (c) => c.var.pagamio.fetch('/products/categories'))
  expect((await app.request('/')).status).toBe(200)
  expect(await createPagamioClient(one).categories()).toMatchObject({ outcome: 'ok' })
  expect(simulator.count('login')).toBe(1)
  await Promise.all([one.close(), other.close()])
  await listener.close()
})

test('errors are errors, and the rest is there', async () => {
  expect(() => createPagamioAuth({})).toThrow(PagamioAuthError)
  const stub = createPagamioStub({ responses: { '/things': [1] } })
  expect(await (await stub.fetch('/things')).json()).toEqual([1])
  expect([adapterContract, fileStore, redisStore, isPagamioAuthError].map((one) => typeof one)).not.toContain('undefined')
})
`

const row = (major: 29 | 30): Row => ({
  name: `Jest ${major}, CommonJS`,
  project: {
    ours: ['auth-core', 'axios', 'client', 'hono', 'openapi', 'simulator', 'store-file', 'store-redis'],
    theirs: [`jest@${major}`, 'axios@1', 'hono@4'],
    files: { 'test/loads.test.js': test },
  },
  commands: [{ args: ['node_modules/jest/bin/jest.js', '--forceExit'], says: /2 passed/ }],
})

export const jest: readonly Row[] = [row(29), row(30)]
