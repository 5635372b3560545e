import { afterAll, beforeAll, expect, test } from 'vitest'
import { docs } from './support/pages.ts'

beforeAll(() => docs.write({ types: ['node'] }))
afterAll(docs.remove)

test('the snippets of the pages compile', async () => {
  expect(docs.snippets.length).toBeGreaterThan(3)
  await docs.compile()
})
