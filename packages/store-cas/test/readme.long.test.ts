import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Snippet, snippetsOf } from '../../../scripts/snippets.ts'
import { caseCount } from './support/case-count.ts'

const readme = snippetsOf(fileURLToPath(new URL('..', import.meta.url)))
const [, proof] = readme.snippets as [Snippet, Snippet]

beforeAll(() => readme.write())
afterAll(() => readme.remove())

test('the second snippet proves its backend', async () => {
  expect(await readme.run(proof, {})).toBe(`${caseCount} cases passed\n`)
})
