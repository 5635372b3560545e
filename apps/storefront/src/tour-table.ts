import { styleText } from 'node:util'
import type { Tour } from './tour.ts'
import type { TourStep } from './tour-guide.ts'

interface Column {
  readonly title: string
  readonly cell: (step: TourStep) => string
  readonly sum?: (steps: readonly TourStep[]) => string
  readonly right?: boolean
}

const number = (count: number) => count.toLocaleString('en')

const counted = (title: string, count: (step: TourStep) => number): Column => ({
  title,
  cell: (step) => number(count(step)),
  sum: (steps) => number(steps.reduce((total, step) => total + count(step), 0)),
  right: true,
})

const columns: readonly Column[] = [
  { title: ' ', cell: ({ broken }) => (broken.length === 0 ? '✓' : '✗') },
  { title: 'what happened', cell: ({ what }) => what },
  counted('calls', ({ seen }) => seen.calls),
  counted('logins', ({ seen }) => seen.logins),
  counted('refreshes', ({ seen }) => seen.refreshes),
  { title: 'what nobody noticed', cell: ({ unnoticed }) => unnoticed },
]

/** The tour as a table; colours only where standard output is a terminal that wants them. */
export function tourTable({ steps, minutes, limits }: Tour): string {
  const total = minutes === 0 ? 'In a few seconds' : `In ${minutes} minutes`
  const widths = columns.map(({ title, cell }) => Math.max(title.length, ...steps.map((step) => cell(step).length)))
  const line = (texts: readonly string[]) =>
    columns
      .map(({ right }, n) => (right ? texts[n]?.padStart(widths[n] ?? 0) : texts[n]?.padEnd(widths[n] ?? 0)))
      .join('  ')
      .trimEnd()
  const rule = styleText(
    'dim',
    widths
      .map((width) => '─'.repeat(width + 2))
      .join('')
      .slice(0, -2),
  )
  const rows = steps.map((step) => {
    const row = line(columns.map(({ cell }) => cell(step)))
    return step.broken.length === 0 ? row.replace('✓', styleText('green', '✓')) : styleText('red', row)
  })
  const sums = columns.map(({ sum }, n) => sum?.(steps) ?? (n === 1 ? total : ''))
  const allowed = `allowed: ${limits.login.limit} and ${limits.refresh.limit} a minute`
  return [
    styleText('bold', line(columns.map(({ title }) => title))),
    rule,
    ...rows,
    rule,
    `${styleText('bold', line(sums))}  ${styleText('dim', allowed)}`,
  ].join('\n')
}

/** One line for each claim that did not hold. */
export function brokenClaims({ steps }: Tour): readonly string[] {
  return steps.flatMap(({ what, broken }) => broken.map((claim) => `${what}: not so: ${claim}`))
}
