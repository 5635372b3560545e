import { readFileSync } from 'node:fs'

/** What a mutant changes: the whole lines before and after, with blanks and line ends as single blanks. */
export interface Change {
  /** Relative to this package. */
  readonly source: string
  readonly before: string
  readonly after: string
}

interface Position {
  readonly line: number
  readonly column: number
}

/** Where a mutant replaces what; lines and columns count from 1. */
interface Replacement {
  readonly location: { readonly start: Position; readonly end: Position }
  readonly replacement: string
}

export function changeOf({ location: { start, end }, replacement }: Replacement, source: string): Change {
  const lines = readFileSync(source, 'utf8').split('\n')
  const head = (lines[start.line - 1] ?? '').slice(0, start.column - 1)
  const tail = (lines[end.line - 1] ?? '').slice(end.column - 1)
  return {
    source,
    before: onOneLine(lines.slice(start.line - 1, end.line).join('\n')),
    after: onOneLine(head + replacement + tail),
  }
}

export const sameChange = (one: Change, other: Change): boolean =>
  one.source === other.source &&
  onOneLine(one.before) === onOneLine(other.before) &&
  onOneLine(one.after) === onOneLine(other.after)

const onOneLine = (code: string): string => code.replace(/\s+/g, ' ').trim()
