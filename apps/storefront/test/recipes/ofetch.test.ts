import { createFetch, FetchError } from 'ofetch'
import { expect, test } from 'vitest'
import { openWorld, purchase } from '../support/world.ts'

function open() {
  const world = openWorld()
  return { ...world, api: createFetch({ fetch: world.auth.fetch }) }
}

test('ofetch › many calls at once cost one login, and paths are those of the API', async () => {
  const { simulator, api } = open()
  const answers = await Promise.all(Array.from({ length: 50 }, () => api<unknown[]>('/products/categories')))
  expect(answers.every((answer) => answer.length > 0)).toBe(true)
  expect([simulator.count('login'), simulator.count('categories')]).toEqual([1, 50])
})

test('ofetch › a purchase under a revoked token is sent again byte for byte, and charged once', async () => {
  const { simulator, api } = open()
  await api('/products/categories')
  simulator.revokeAll()
  const sale = await api('/purchase', { method: 'POST', body: purchase })
  expect(sale).toMatchObject({ successful: true })
  const [first, second] = simulator.log.filter(({ endpoint }) => endpoint === 'purchase')
  expect([first?.status, second?.status]).toEqual([401, 200])
  expect(second?.bodyHash).toBe(first?.bodyHash)
  expect(simulator.charges).toHaveLength(1)
  expect(simulator.count('refresh')).toBe(1)
})

test('ofetch › a 401 that no token cures is a FetchError with the status and the API’s words, and no secret', async () => {
  const { simulator, api } = open()
  simulator.failNext('categories', { kind: 'status', status: 401 }, Number.POSITIVE_INFINITY)
  const error = await api('/products/categories').catch((reason: unknown) => reason)
  expect(error).toBeInstanceOf(FetchError)
  expect(error).toMatchObject({ status: 401, data: { responseMessage: 'Simulated error 401' } })
  expect(JSON.stringify(error)).not.toMatch(/eyJ|Bearer/)
  expect([simulator.count('refresh'), simulator.count('categories')]).toEqual([1, 2])
})
