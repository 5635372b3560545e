// Writes the table of error codes into the docs, from the one list in the source. Run it after changing a code.
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const START = '<!-- error codes -->'
const END = '<!-- /error codes -->'

export async function errorTable() {
  const { errorCodes } = await import('../packages/auth-core/src/errors/error-codes.ts')
  const rows = Object.entries(errorCodes).map(([code, hint]) => `| [\`${code}\`](docs/errors.md#${code}) | ${hint} |`)
  return ['| code | what to do |', '| --- | --- |', ...rows].join('\n')
}

/** The text with the table between its markers; in the page on errors itself the links are local. */
export function withErrorTable(text, table) {
  const [before, rest = ''] = text.split(START)
  const after = rest.split(END)[1] ?? ''
  const local = text.startsWith('# Errors') ? table.replaceAll('(docs/errors.md#', '(#') : table
  return `${before}${START}\n\n${local}\n\n${END}${after}`
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const table = await errorTable()
  for (const file of ['README.md', 'docs/errors.md'])
    writeFileSync(file, withErrorTable(readFileSync(file, 'utf8'), table))
}
