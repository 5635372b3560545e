import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { snippetsOf } from '../../../scripts/snippets.ts'

const path = (relative: string) => fileURLToPath(new URL(relative, import.meta.url))
// The front page of the project: here are all the packages that it shows.
const page = snippetsOf(path('..'), ['../../README.md', '../../docs/vendor-sample.md'])

beforeAll(() => page.write())
afterAll(page.remove)

test('the snippets of the front page compile', async () => {
  expect(page.snippets.length).toBeGreaterThan(1)
  await page.compile()
})

test('they run, one after the other', async () => {
  const printed = await page.runInTurn(page.snippets, path('./support/front-page-world.ts'))
  expect(printed).toHaveLength(page.snippets.length)
  expect(printed[0]).toContain('Airtime')
})
