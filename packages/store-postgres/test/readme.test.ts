import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { snippetsOf } from '../../../scripts/snippets.ts'
import { migration } from '../src/index.ts'
import { writeSnippets } from './support/write-snippets.ts'

const home = fileURLToPath(new URL('..', import.meta.url))
const readme = snippetsOf(home, ['README.md', '../../docs/store-postgres.md'])
beforeAll(() => writeSnippets(readme))
afterAll(() => readme.remove())

test('the snippets compile', async () => {
  expect(readme.snippets).toHaveLength(5)
  await readme.compile()
})

test('the SQL on the page in depth is what the migration gives', () => {
  const page = readFileSync(`${home}/../../docs/store-postgres.md`, 'utf8')
  expect(page).toContain(`${migration()};\n`)
})
