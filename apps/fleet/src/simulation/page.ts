import type { FleetOptions } from './fleet-options.ts'
import type { FaultSpan, Minute, Report } from './report.ts'
import { LIMITS } from './report.ts'
import { type Figure, figuresOf, titleOf } from './table.ts'

const LEFT = 190
const WIDTH = 1000
const HEIGHT = 110
const GAP = 44
const LANE = 16
/** A narrower column than this is not seen. */
const COLUMNS = 1000
/** What is higher is cut off, or nothing could be seen of what is near the limit. */
const MOST_LIMITS = 3

interface Chart {
  readonly title: string
  readonly values: readonly number[]
  readonly limit?: number
  /** Columns in which nothing explains that there were more than the limit. */
  readonly broken?: readonly boolean[]
}

/** A page that needs nothing else: the figures, calls a minute against the limits, and the faults on the same axis. */
export function pageOf(options: FleetOptions, report: Report): string {
  const { minutes } = report
  const most = (name: Exclude<keyof Minute, 'broken'>) =>
    columns(minutes).map((each) => Math.max(...each.map((minute) => minute[name])))
  const broken = columns(minutes).map((each) => each.some((minute) => minute.broken))
  const charts: readonly Chart[] = [
    { title: 'logins in 60 s', values: most('login'), limit: LIMITS.login, broken },
    { title: 'refreshes in 60 s', values: most('refresh'), limit: LIMITS.refresh, broken },
    { title: 'calls a minute', values: most('calls') },
    { title: 'failed calls a minute', values: most('failed') },
  ]
  const kinds = [...new Set(report.faults.map(({ kind }) => kind))].sort()
  const lanesAt = 30 + charts.length * (HEIGHT + GAP)
  const height = lanesAt + kinds.length * LANE + 60
  const durationMs = minutes.length * 60_000
  const title = titleOf(options)
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${title}</title>
<style>${STYLE}</style>
<h1>${title}</h1>
<table>${figuresOf(report).map(rowOf).join('')}</table>
<svg viewBox="0 0 ${LEFT + WIDTH + 30} ${height}" role="img" aria-label="Calls a minute against the limits, and faults">
${charts.map((chart, index) => chartOf(chart, 30 + index * (HEIGHT + GAP))).join('\n')}
${kinds.map((kind, index) => laneOf(kind, report.faults, lanesAt + index * LANE, durationMs)).join('\n')}
${axis(durationMs, lanesAt + kinds.length * LANE + 8)}
</svg>
<p>Logins and refreshes are those of the busiest address, in any 60 s that ended in the minute. What is above the limit is
orange where a named limit explains it, and red where nothing does.
${legend(report)}</p>
</html>
`
}

const rowOf = ({ name, value, should = '' }: Figure) => `<tr><th>${name}</th><td>${value}</td><td>${should}</td></tr>`

/** As many minutes to a column as it takes. */
function columns(minutes: readonly Minute[]): readonly (readonly Minute[])[] {
  const each = Math.ceil(minutes.length / COLUMNS)
  return Array.from({ length: Math.ceil(minutes.length / each) }, (_, column) =>
    minutes.slice(column * each, (column + 1) * each),
  )
}

function chartOf({ title, values, limit, broken = [] }: Chart, top: number): string {
  const most = Math.max(1, limit ?? 0, ...values)
  const highest = limit === undefined ? most : Math.min(most, limit * MOST_LIMITS)
  const bottom = top + HEIGHT
  const width = WIDTH / values.length
  const y = (value: number) => round(bottom - (Math.min(value, highest) / highest) * HEIGHT)
  const columnsWhere = (is: (value: number, index: number) => boolean) =>
    values
      .map((value, index) => (value > 0 && is(value, index) ? bar(LEFT + index * width, width, y(value), bottom) : ''))
      .join('')
  const over = (value: number) => limit !== undefined && value > limit
  const paths = [
    ['bar', columnsWhere((value) => !over(value))],
    ['fault', columnsWhere((value, index) => over(value) && !broken[index])],
    ['over', columnsWhere((value, index) => over(value) && broken[index] === true)],
  ].map(([name, path]) => `<path class="${name}" d="${path}"/>`)
  const limitLine =
    limit === undefined
      ? ''
      : `<path class="limit" d="M${LEFT} ${y(limit)}h${WIDTH}"/><text x="${LEFT - 8}" y="${y(limit) + 4}" class="at">limit ${limit}</text>`
  // The limit is shown where the two would lie on each other.
  const apart = limit === undefined || y(limit) - top > 12
  const cut = most > highest ? 'up to ' : ''
  const mark = apart ? `<text x="${LEFT - 8}" y="${top + 4}" class="at">${cut}${most.toLocaleString('en')}</text>` : ''
  return `<text x="${LEFT}" y="${top - 10}" class="title">${title}</text>
<path class="base" d="M${LEFT} ${bottom}h${WIDTH}"/>
${paths.join('')}
${limitLine}${mark}`
}

const bar = (x: number, width: number, y: number, bottom: number) =>
  `M${round(x)} ${bottom}V${y}h${round(width)}V${bottom}z`

function laneOf(kind: string, faults: readonly FaultSpan[], top: number, durationMs: number): string {
  const spans = faults
    .filter((fault) => fault.kind === kind)
    .map(({ from, until }) => {
      const x = round(LEFT + (from / durationMs) * WIDTH)
      const width = round(Math.max(2, ((until - from) / durationMs) * WIDTH))
      return `<rect x="${x}" y="${top + 3}" width="${width}" height="${LANE - 6}"/>`
    })
  return `<text x="${LEFT - 8}" y="${top + LANE - 4}" class="at">${kind}</text><path class="base" d="M${LEFT} ${top + LANE}h${WIDTH}"/><g class="fault">${spans.join('')}</g>`
}

function axis(durationMs: number, top: number): string {
  const hours = durationMs / 3_600_000
  const step = [1, 3, 6, 12, 24, 48, 120, 240, 480].find((each) => hours / each <= 14) ?? 960
  const label = (hour: number) => (step >= 24 ? `day ${hour / 24 + 1}` : `${hour} h`)
  const ticks = Array.from({ length: Math.floor(hours / step) + 1 }, (_, index) => {
    const x = round(LEFT + ((index * step) / hours) * WIDTH)
    return `<path class="base" d="M${x} ${top}v6"/><text x="${x}" class="tick" y="${top + 20}">${label(index * step)}</text>`
  })
  return `<path class="base" d="M${LEFT} ${top}h${WIDTH}"/>${ticks.join('')}`
}

function legend({ broken, limits }: Report): string {
  const list = (about: string, names: readonly string[]) => (names.length === 0 ? '' : `${about}: ${names.join('; ')}.`)
  return [list('Broken', [...broken.keys()]), list('Named limits that were met', [...limits.keys()])].join(' ')
}

const round = (value: number) => Math.round(value * 10) / 10

const STYLE = `
:root { color-scheme: light dark; --ink: #1b1f24; --soft: #8a929c; --paper: #fff; --bar: #3b7dd8; --over: #d23b3b; --fault: #d98a1f }
@media (prefers-color-scheme: dark) { :root { --ink: #e6e8eb; --soft: #7d858f; --paper: #16181c; --bar: #6ba4f0 } }
body { font: 14px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper); max-width: 1240px; margin: 2em auto; padding: 0 1em }
h1 { font-size: 1.4em }
table { border-collapse: collapse; columns: 2 }
th { text-align: left; font-weight: normal; padding: 0 2em 0 0 }
td { text-align: right; font-variant-numeric: tabular-nums; padding: 0 1em 0 0 }
td:last-child { color: var(--soft); text-align: left }
svg { width: 100%; margin-top: 1.5em }
text { font-size: 11px; fill: var(--ink) }
.at { text-anchor: end; fill: var(--soft) }
.tick { text-anchor: middle }
.title { font-size: 13px }
.base { stroke: var(--soft); stroke-width: .5; fill: none }
.limit { stroke: var(--over); stroke-dasharray: 5 4; fill: none }
.bar { fill: var(--bar) }
.over { fill: var(--over) }
.fault { fill: var(--fault) }
p { color: var(--soft) }
`
