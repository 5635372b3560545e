import { fileURLToPath } from 'node:url'
import { createSimulator, demoCredentials } from '@pagamio/simulator'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { snippetsOf } from '../../../scripts/snippets.ts'

const readme = snippetsOf(fileURLToPath(new URL('..', import.meta.url)))
beforeAll(() => readme.write())
afterAll(() => readme.remove())

test('the snippets compile', async () => {
  expect(readme.snippets).toHaveLength(5)
  await readme.compile()
})

test('those that do something run', async () => {
  const simulator = createSimulator()
  onTestFinished(() => simulator.close())
  const { url } = await simulator.listen()
  const [hono, , served, , simulated] = readme.snippets
  const env = {
    PAGAMIO_USERNAME: demoCredentials.username,
    PAGAMIO_PASSWORD: demoCredentials.password,
    PAGAMIO_BASE_URL: url,
  }
  for (const snippet of [hono, simulated]) if (snippet) await readme.run(snippet, env)
  expect(simulator.count()).toBe(0)
  if (served) expect(await readme.run(served, env)).toMatch(/^See it at http:\/\/127\.0\.0\.1:\d+\/#[\w-]{32}\n$/)
  expect(simulator.count('login')).toBe(1)
})
