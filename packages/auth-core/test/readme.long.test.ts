import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { snippetsOf } from '../../../scripts/snippets.ts'

const path = (relative: string) => fileURLToPath(new URL(relative, import.meta.url))
const docs = snippetsOf(path('..'), [
  'README.md',
  ...['errors', 'extend', 'fetch', 'lambda'].map((page) => `../../docs/${page}.md`),
])

beforeAll(() => docs.write({ lib: ['es2023', 'esnext.disposable'] }))
afterAll(docs.remove)

test('the snippets of README and docs compile', async () => {
  expect(docs.snippets.length).toBeGreaterThan(7)
  await docs.compile()
})

test('they run, one after the other, and print no trouble', async () => {
  // Those that are tests themselves are compiled only.
  const runnable = docs.snippets.filter(({ code }) => !code.includes("'vitest'"))
  const printed = await docs.runInTurn(runnable, path('./support/readme-world.ts'))
  expect(printed).toHaveLength(runnable.length)
})
