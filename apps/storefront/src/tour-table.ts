import { styleText } from 'node:util'
import type { TourStep } from './tour.ts'

const columns: readonly [title: string, cell: (step: TourStep) => string, align: 'left' | 'right'][] = [
  ['', ({ held }) => (held ? '✓' : '✗'), 'left'],
  ['what happened', ({ what }) => what, 'left'],
  ['answered', ({ answered }) => answered, 'right'],
  ['logins', ({ logins }) => String(logins), 'right'],
  ['refreshes', ({ refreshes }) => String(refreshes), 'right'],
  ['how it came out', ({ result }) => result, 'left'],
]

/** The tour as a table; colours only where the output is a terminal that wants them. */
export function tourTable(steps: readonly TourStep[]): string {
  const widths = columns.map(([title, cell]) => Math.max(title.length, ...steps.map((step) => cell(step).length)))
  const line = (cells: readonly string[]) =>
    cells
      .map((text, n) => (columns[n]?.[2] === 'right' ? text.padStart(widths[n] ?? 0) : text.padEnd(widths[n] ?? 0)))
      .join('  ')
      .trimEnd()
  const head = line(columns.map(([title]) => title))
  const rows = steps.map((step) => {
    const text = line(columns.map(([, cell]) => cell(step)))
    return step.held ? text.replace('✓', styleText('green', '✓')) : styleText('red', text)
  })
  return [styleText('bold', head), styleText('dim', '─'.repeat(head.length)), ...rows].join('\n')
}
