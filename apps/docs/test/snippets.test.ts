import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { docs } from './support/pages.ts'

beforeAll(() => docs.write({ types: ['node'] }))
afterAll(docs.remove)

test('the snippets of the pages run, one after the other', async () => {
  const world = fileURLToPath(new URL('../../storefront/test/support/front-page-world.ts', import.meta.url))
  const printed = await docs.runInTurn(docs.snippets, world)
  expect(printed.length).toBeGreaterThan(3)
  expect(printed).toHaveLength(docs.snippets.length)
})
