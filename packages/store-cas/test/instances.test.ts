import { createBudget, createPagamioAuth, type FetchLike, type SharedTokenStore } from '@pagamio/auth-core'
import { createSimulator, demoCredentials } from '@pagamio/simulator'
import { expect, test } from 'vitest'
import { storeFromCas } from '../src/index.ts'
import { memoryCas } from './support/memory-cas.ts'

/** As many processes would be, each with a budget of its own. */
const instances = (store: SharedTokenStore, fetch: FetchLike) =>
  Array.from({ length: 16 }, () =>
    createPagamioAuth({ environment: 'sandbox', credentials: demoCredentials, fetch, budget: createBudget(), store }),
  )

test('sixteen instances over one backend in memory: one login, and one acquisition after a 401', async () => {
  const simulator = createSimulator()
  const all = instances(storeFromCas(memoryCas(() => performance.now())), simulator.fetch)
  const tokens = await Promise.all(all.map((one) => one.getToken()))
  expect(new Set(tokens.map(({ value }) => value)).size).toBe(1)
  expect([simulator.count('login'), simulator.count('refresh')]).toEqual([1, 0])

  simulator.revokeAll()
  const answers = await Promise.all(all.map((one) => one.fetch('/products/categories')))
  expect(answers.map(({ status }) => status)).toEqual(all.map(() => 200))
  expect(simulator.count('login', 'ok') + simulator.count('refresh', 'ok')).toBe(2)
  expect(simulator.count('refresh')).toBeLessThanOrEqual(1)
  await Promise.all(all.map((one) => one.close()))
})
