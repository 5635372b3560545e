import { globSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { snippetsOf } from '../../../scripts/snippets.ts'

const path = (relative: string) => fileURLToPath(new URL(relative, import.meta.url))
// Those of the other pages are run beside the packages that they show.
const pages = globSync(
  ['../../docs/{concepts,operate}/*.md', '../../docs/testing/your-code.md', 'src/content/docs/**/*.mdx'],
  { cwd: path('..') },
)
const docs = snippetsOf(path('..'), pages)

beforeAll(() => docs.write({ types: ['node'] }))
afterAll(docs.remove)

test('the snippets of the pages compile', async () => {
  expect(docs.snippets.length).toBeGreaterThan(3)
  await docs.compile()
})

test('they run, one after the other', async () => {
  const printed = await docs.runInTurn(docs.snippets, path('../../storefront/test/support/front-page-world.ts'))
  expect(printed).toHaveLength(docs.snippets.length)
})
