import type { CaseResult } from './case.ts'

/** What became of one runtime. */
export interface Row {
  readonly runtime: string
  readonly version: string
  readonly results: readonly CaseResult[]
  readonly ms: number
}

const failed = ({ reason }: CaseResult): boolean => reason !== undefined

export const failures = (rows: readonly Row[]): number => rows.flatMap(({ results }) => results).filter(failed).length

/** One line per runtime, then every failure with its reason, then the sum. */
export function table(rows: readonly Row[]): string {
  const lines = rows.map(({ runtime, version, results, ms }) => {
    const bad = results.filter(failed).length
    return [runtime, version, String(results.length - bad), String(bad), `${(ms / 1000).toFixed(1)} s`]
  })
  const grid = [['runtime', 'version', 'passed', 'failed', 'time'], ...lines]
  const widths = [0, 1, 2, 3, 4].map((column) => Math.max(...grid.map((line) => line[column]?.length ?? 0)))
  const printed = grid.map((line) =>
    line
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  )
  const reasons = rows.flatMap(({ runtime, results }) =>
    results.filter(failed).map(({ name, reason }) => `FAILED  ${runtime} › ${name}\n        ${reason}`),
  )
  const all = rows.flatMap(({ results }) => results).length
  return [...printed, '', ...reasons, `${all - failures(rows)} passed, ${failures(rows)} failed`].join('\n')
}
