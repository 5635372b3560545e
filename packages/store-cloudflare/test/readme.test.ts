import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { snippetsOf } from '../../../scripts/snippets.ts'

const readme = snippetsOf(fileURLToPath(new URL('..', import.meta.url)))
beforeAll(() => readme.write())
afterAll(() => readme.remove())

test('the snippet compiles', async () => {
  expect(readme.snippets).toHaveLength(1)
  await readme.compile()
})
