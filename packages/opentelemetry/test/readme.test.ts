import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { snippetsOf } from '../../../scripts/snippets.ts'

const path = (relative: string) => fileURLToPath(new URL(relative, import.meta.url))
const docs = snippetsOf(path('..'))

beforeAll(() => docs.write())
afterAll(docs.remove)

test('the snippets of the README compile and run', async () => {
  await docs.compile()
  expect(await docs.runInTurn(docs.snippets, path('./support/readme-world.ts'))).toHaveLength(1)
})
