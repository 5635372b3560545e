import type { FleetOptions } from './fleet-options.ts'
import { LIMITS, type Report } from './report.ts'

/** One figure of a run. What has to hold says so, and whether it does. */
export interface Figure {
  readonly name: string
  readonly value: string
  readonly should?: string
}

export const titleOf = ({ processes, merchants, addresses, days, seed }: FleetOptions): string => {
  const many = (count: number, one: string, more: string) => `${count.toLocaleString('en')} ${count === 1 ? one : more}`
  const from = addresses > 1 ? ` behind ${addresses} addresses` : ''
  return `${many(processes, 'process', 'processes')}, ${many(merchants, 'merchant', 'merchants')}${from}, ${many(days, 'day', 'days')}, seed ${seed}`
}

/** What is to be told of a run, as it is shown at the terminal and on the page. */
export function figuresOf(report: Report): readonly Figure[] {
  const whole = (value: number) => value.toLocaleString('en')
  const seconds = (ms: number) => `${(ms / 1000).toFixed(1)} s`
  /** What has to hold, and what a named limit explains. */
  const excused = (value: number, withExcuse: number) =>
    withExcuse > value ? `${whole(value)} (${whole(withExcuse)} within named limits)` : whole(value)
  const most = (endpoint: keyof typeof LIMITS) => ({
    value: excused(report.most[endpoint], report.mostWithExcuse[endpoint]),
    should: `at most ${LIMITS[endpoint]}`,
  })
  return [
    { name: 'calls', value: whole(report.calls) },
    { name: 'logins', value: whole(report.logins) },
    { name: 'refreshes', value: whole(report.refreshes) },
    { name: '429s', value: excused(report.limited, report.limitedWithExcuse), should: '0' },
    { name: 'failed calls while a token lived', value: whole(report.failedWithToken), should: '0' },
    { name: 'failed calls without a token', value: whole(failuresOf(report) - report.failedWithToken) },
    { name: 'longest wait', value: seconds(report.longestWaitMs) },
    {
      name: 'longest wait with a living token',
      value: seconds(report.longestWaitWithTokenMs),
      should: 'at most 2.5 s',
    },
    { name: 'refresh tokens spent twice', value: excused(report.spentTwice, report.spentTwiceWithExcuse), should: '0' },
    { name: 'most logins in any 60 s', ...most('login') },
    { name: 'most refreshes in any 60 s', ...most('refresh') },
    { name: 'faults', value: whole(report.faults.length) },
  ]
}

const failuresOf = ({ failures }: Report): number => [...failures.values()].reduce((all, times) => all + times, 0)

/** The table at the terminal. */
export function tableOf(figures: readonly Figure[]): string {
  const width = Math.max(...figures.map(({ name }) => name.length))
  return figures
    .map(({ name, value, should }) => `${name.padEnd(width)}  ${value}${should === undefined ? '' : `  [${should}]`}`)
    .join('\n')
}

/** A moment of the run, as `day 2, 13:04:05.678`. */
function timeOf(ms: number): string {
  const two = (value: number) => `${Math.floor(value)}`.padStart(2, '0')
  const clock = `${two((ms / 3_600_000) % 24)}:${two((ms / 60_000) % 60)}:${((ms / 1000) % 60).toFixed(3).padStart(6, '0')}`
  return `day ${Math.floor(ms / 86_400_000) + 1}, ${clock}`
}

/** What was found broken, and the minute before it. */
export function storyOf(report: Report): string {
  return Array.from(report.broken.values(), ({ what, times, first, story }) =>
    [
      `BROKEN: ${what}, ${times} ${times === 1 ? 'time' : 'times'}. The first: ${first.text}`,
      'The minute before it:',
      ...story.map(({ at, text }) => `  ${timeOf(at)}  ${text}`),
    ].join('\n'),
  ).join('\n\n')
}

/** Where a promise has a limit, and it was met. */
export function limitsOf(report: Report): string {
  const lines = Array.from(report.limits, ([limit, { times }]) => `  ${limit} (${times.toLocaleString('en')})`)
  return lines.length === 0 ? '' : `Named limits that were met:\n${lines.join('\n')}\n\n`
}
