import { globSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { snippetsOf } from '../../../../scripts/snippets.ts'

const home = fileURLToPath(new URL('../../', import.meta.url))
// Those of the other pages are run beside the packages that they show.
const pages = globSync(
  ['../../docs/{concepts,operate}/*.md', '../../docs/testing/your-code.md', 'src/content/docs/**/*.mdx'],
  { cwd: home },
)

/** The snippets of the pages. */
export const docs = snippetsOf(home, pages)
