import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { snippetsOf } from '../../../scripts/snippets.ts'

const pages = ['simulator', 'remote-control', 'contract-suites'].map((name) => `../../docs/testing/${name}.md`)
const readme = snippetsOf(fileURLToPath(new URL('..', import.meta.url)), ['README.md', ...pages])
// Some show the simulator under the core, on which it does not depend.
const paths = {
  '@pagamio/auth-core': ['../../../auth-core/src/index.ts'],
  '@pagamio/auth-core/testing': ['../../../auth-core/src/testing/index.ts'],
}
const NODE_OPTIONS = `--import ${new URL('./support/beside-the-core.ts', import.meta.url)}`

beforeAll(() => readme.write({ paths }))
afterAll(readme.remove)

test('the snippets compile', async () => {
  expect(readme.snippets).toHaveLength(13)
  await readme.compile()
})

// Those that are tests themselves are compiled only.
const runnable = readme.snippets.filter(({ code }) => !code.includes("'vitest'"))
test.each(runnable)('$name runs', async (snippet) => {
  expect(await readme.run(snippet, { NODE_OPTIONS })).toBe('')
})
