import { createBudget, createPagamioAuth } from '@pagamio/auth-core'
import { demoCredentials } from '@pagamio/simulator'
import { fileStore } from '@pagamio/store-file'
import { expect, test } from 'vitest'
import { machine } from './support/run.ts'

test('key new › standard output is a key that an instance takes, a newline, and nothing else', async () => {
  const { run, simulator, url } = await machine({ credentials: 'none' })
  const { out, err, code } = await run(['key', 'new'])
  expect(out).toMatch(/^[A-Za-z0-9+/]{43}=\n$/)
  expect({ err, code }).toEqual({ err: '', code: 0 })
  expect(() => createPagamioAuth({ baseUrl: url, credentials: demoCredentials, key: out.trim() })).not.toThrow()
  expect(simulator.count()).toBe(0)
})

test('key new › is another one each time', async () => {
  const { run } = await machine({ credentials: 'none' })
  const keys = await Promise.all(Array.from({ length: 20 }, async () => (await run(['key', 'new'])).out))
  expect(new Set(keys).size).toBe(20)
})

test('PAGAMIO_STORE_KEY › the tool finds what a program with the same key has stored', async () => {
  const { run, simulator, url, home } = await machine()
  const key = (await run(['key', 'new'])).out.trim()
  const store = fileStore({ folder: `${home}/tokens` })
  const auth = createPagamioAuth({ baseUrl: url, credentials: demoCredentials, key, store, budget: createBudget() })
  const { value } = await auth.getToken()
  await auth.close()
  const { out } = await run(['token'], { env: { PAGAMIO_STORE_KEY: key } })
  expect(out).toBe(`${value}\n`)
  expect(simulator.count('login')).toBe(1)
})

test('PAGAMIO_STORE_KEY › what is no key is refused before anything is sent, and not repeated', async () => {
  const { run, simulator } = await machine()
  const { out, err, code } = await run(['token'], { env: { PAGAMIO_STORE_KEY: 'hunter2' } })
  expect({ out, code }).toEqual({ out: '', code: 3 })
  expect(err).toContain('pagamio key new')
  expect(err).not.toContain('hunter2')
  expect(simulator.count()).toBe(0)
})
