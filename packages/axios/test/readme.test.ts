import { fileURLToPath } from 'node:url'
import { createSimulator, demoCredentials } from '@pagamio/simulator'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { snippetsOf } from '../../../scripts/snippets.ts'

const readme = snippetsOf(fileURLToPath(new URL('..', import.meta.url)))
const simulator = createSimulator()
let env: Record<string, string> = {}

beforeAll(async () => {
  readme.write()
  const { url } = await simulator.listen()
  env = {
    PAGAMIO_USERNAME: demoCredentials.username,
    PAGAMIO_PASSWORD: demoCredentials.password,
    PAGAMIO_BASE_URL: url,
  }
})
afterAll(async () => {
  readme.remove()
  await simulator.close()
})

test('the snippets compile', async () => {
  expect(readme.snippets).toHaveLength(5)
  await readme.compile()
})

test.each(readme.snippets)('$name runs against the simulator', async (snippet) => {
  const before = simulator.count('login', 'ok')
  await readme.run(snippet, env)
  expect(simulator.count('login', 'ok')).toBe(before + 1)
})
