// Writes the table of error codes into the docs, from the one list in the source. Run it after changing a code.
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const START = '<!-- error codes -->'
const END = '<!-- /error codes -->'

export const ERRORS_PAGE = 'docs/errors.md'

export async function errorTable() {
  const { errorCodes } = await import('../packages/auth-core/src/errors/error-codes.ts')
  const rows = Object.entries(errorCodes).map(([code, hint]) => `| [\`${code}\`](#${code}) | ${hint} |`)
  return ['| code | what to do |', '| --- | --- |', ...rows].join('\n')
}

/** The text with the table between its markers. */
export function withErrorTable(text, table) {
  const [before, rest = ''] = text.split(START)
  const after = rest.split(END)[1] ?? ''
  return `${before}${START}\n\n${table}\n\n${END}${after}`
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  writeFileSync(ERRORS_PAGE, withErrorTable(readFileSync(ERRORS_PAGE, 'utf8'), await errorTable()))
}
