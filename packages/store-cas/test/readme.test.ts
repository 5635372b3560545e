import { fileURLToPath } from 'node:url'
import { createSimulator, demoCredentials } from '@pagamio/simulator'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { type Snippet, snippetsOf } from '../../../scripts/snippets.ts'

const readme = snippetsOf(fileURLToPath(new URL('..', import.meta.url)))
const [hello] = readme.snippets as [Snippet]

beforeAll(() => readme.write())
afterAll(() => readme.remove())

test('the snippets compile', () => readme.compile())

test('the first runs against the simulator', async () => {
  const simulator = createSimulator()
  onTestFinished(() => simulator.close())
  const { url } = await simulator.listen()
  const env = {
    PAGAMIO_USERNAME: demoCredentials.username,
    PAGAMIO_PASSWORD: demoCredentials.password,
    PAGAMIO_BASE_URL: url,
  }
  expect(await readme.run(hello, env)).toBe('200\n')
})
