import createClient from 'openapi-fetch'
import { expect, test } from 'vitest'
import { openWorld, purchase } from '../support/world.ts'

interface Json<Body> {
  content: { 'application/json': Body }
}

/** As `openapi-typescript` writes it. */
interface paths {
  '/products/categories': { get: { responses: { 200: Json<{ id: number; name: string }[]> } } }
  '/purchase': { post: { requestBody: Json<typeof purchase>; responses: { 200: Json<{ transactionId: string }> } } }
}

function open() {
  const world = openWorld()
  const { auth } = world
  return { ...world, api: createClient<paths>({ baseUrl: auth.baseUrl, fetch: auth.fetch }) }
}

test('openapi-fetch › many calls at once cost one login, and answers are typed', async () => {
  const { simulator, api } = open()
  const answers = await Promise.all(Array.from({ length: 50 }, () => api.GET('/products/categories')))
  const names: (string | undefined)[] = answers.map(({ data }) => data?.[0]?.name)
  expect(new Set(names).size).toBe(1)
  expect([simulator.count('login'), simulator.count('categories')]).toEqual([1, 50])
})

test('openapi-fetch › a purchase under a revoked token is sent again byte for byte, and charged once', async () => {
  const { simulator, api } = open()
  await api.GET('/products/categories')
  simulator.revokeAll()
  const { data } = await api.POST('/purchase', { body: purchase })
  expect(data?.transactionId).toMatch(/^[0-9a-f-]{36}$/)
  const [first, second] = simulator.log.filter(({ endpoint }) => endpoint === 'purchase')
  expect([first?.status, second?.status]).toEqual([401, 200])
  expect([second?.bodyHash, second?.contentType]).toEqual([first?.bodyHash, first?.contentType])
  expect(simulator.charges).toHaveLength(1)
  expect(simulator.count('refresh')).toBe(1)
})

test('openapi-fetch › a 401 that no token cures is an error in the API’s words', async () => {
  const { simulator, api } = open()
  simulator.failNext('categories', { kind: 'status', status: 401 }, Number.POSITIVE_INFINITY)
  const { error, response } = await api.GET('/products/categories')
  expect(response.status).toBe(401)
  expect(error).toMatchObject({ responseMessage: 'Simulated error 401' })
  expect([simulator.count('refresh'), simulator.count('categories')]).toEqual([1, 2])
})
