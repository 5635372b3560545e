import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { snippetsOf } from '../../../scripts/snippets.ts'

const readme = snippetsOf(fileURLToPath(new URL('..', import.meta.url)))

beforeAll(() => readme.write())
afterAll(() => readme.remove())

test('the snippets compile', async () => {
  expect(readme.snippets).toHaveLength(3)
  await readme.compile()
})

test('they do what the page says', async () => {
  const printed = await Promise.all(readme.snippets.map((snippet) => readme.run(snippet, {})))
  expect(printed).toEqual(['AIR-VOD-001\n', 'purchase [ true, false ]\n', 'The balance is too low: top it up.\n'])
})
