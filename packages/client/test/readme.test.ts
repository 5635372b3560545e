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
  expect(readme.snippets).toHaveLength(4)
  await readme.compile()
})

test('they run against the simulator', async () => {
  const [first = '', second = '', third = '', phone] = await Promise.all(
    readme.snippets.map((snippet) => readme.run(snippet, env)),
  )
  expect(first.match(/^(AIR-VOD-001|ELE-ESK-001|VCH-STM-001) ./gm)).toHaveLength(3)
  expect([second, third].every((printed) => printed.length > 1)).toBe(true)
  expect(phone).toBe('+27821234567\n')
  expect([simulator.count('login'), simulator.count('purchase'), simulator.count('transactions')]).toEqual([3, 4, 1])
})
