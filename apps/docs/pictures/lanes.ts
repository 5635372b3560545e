/** What something in a picture is: its colour says it. */
export type Tone = 'good' | 'waits' | 'bad' | 'window' | 'plain'

export interface Span {
  readonly from: number
  readonly to: number
  readonly tone: Tone
  readonly label?: string
}

export interface Lane {
  readonly name: string
  readonly spans?: readonly Span[]
  readonly dots?: readonly { readonly at: number; readonly tone: Tone }[]
}

export interface Picture {
  readonly title: string
  /** What a reader who cannot see it should know. */
  readonly description: string
  readonly lanes: readonly Lane[]
  readonly end: number
  readonly ticks: readonly { readonly at: number; readonly label: string }[]
}

const WIDTH = 760
const LEFT = 128
const ROW = 26
const TOP = 12
const BAR = 14

/** Draws lanes over one axis of time. The colours stand on white and on black. */
export function draw({ title, description, lanes, end, ticks }: Picture): string {
  const height = TOP + lanes.length * ROW + 34
  const x = (at: number) => round(LEFT + (Math.min(at, end) / end) * (WIDTH - LEFT - 16))
  const grid = ticks.map(
    ({ at, label }) =>
      `<line class="grid" x1="${x(at)}" x2="${x(at)}" y1="${TOP}" y2="${height - 24}"/>` +
      `<text x="${x(at)}" y="${height - 8}" text-anchor="${at < end ? 'middle' : 'end'}">${escaped(label)}</text>`,
  )
  const rows = lanes.map(({ name, spans = [], dots = [] }, index) => {
    const middle = TOP + index * ROW + ROW / 2
    const bars = spans.map(({ from, to, tone, label }) => {
      const width = Math.max(2, round(x(to) - x(from)))
      const text = label ? `<text class="on" x="${x(from) + 6}" y="${middle + 4}">${escaped(label)}</text>` : ''
      return `<rect class="${tone}" x="${x(from)}" y="${middle - BAR / 2}" width="${width}" height="${BAR}" rx="3"/>${text}`
    })
    const marks = dots.map(({ at, tone }) => `<circle class="${tone}" cx="${x(at)}" cy="${middle}" r="4"/>`)
    return `<text x="${LEFT - 12}" y="${middle + 4}" text-anchor="end">${escaped(name)}</text>${bars.join('')}${marks.join('')}`
  })
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" role="img" aria-labelledby="title about">
<title id="title">${escaped(title)}</title>
<desc id="about">${escaped(description)}</desc>
<style>
text { font: 13px system-ui, sans-serif; fill: #6b7280 }
.on { fill: #fff; font-size: 11px }
.grid { stroke: #6b7280; stroke-opacity: .25 }
.good { fill: #0f8a6a } .waits { fill: #b7791f } .bad { fill: #d1435b } .window { fill: #6b7280; fill-opacity: .35 } .plain { fill: #5468d4 }
</style>
${[...grid, ...rows].join('\n')}
</svg>
`
}

const round = (value: number) => Math.round(value * 10) / 10
const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
