import { styleText } from 'node:util'
import type { Output } from './shell.ts'

/** Where talk goes, and the terminal it may be seen on. Data goes to standard output, by itself. */
export interface Screen {
  /** Whether it can show something that moves, to a person: not with TERM=dumb. */
  readonly terminal: boolean
  line(text?: string): void
  /** Shows one line that goes when the next is shown or written. At a terminal only. */
  draw(text: string): void
  /** Takes away what is drawn. */
  wipe(): void
  paint(style: Style, text: string): string
}

export type Style = 'bold' | 'dim' | 'green' | 'yellow' | 'red' | 'cyan'

const START_OF_LINE = '\r'
const REST_OF_LINE = '\u001b[K'
/** Of terminals that do not say how wide they are. */
const USUAL_COLUMNS = 80

/** Colours only on a terminal that wants them: NO_COLOR and TERM=dumb are heeded. */
export function screenOn(stream: Output, { TERM }: NodeJS.ProcessEnv): Screen {
  const terminal = stream.isTTY === true && TERM !== 'dumb'
  let drawn = false
  const wipe = () => {
    if (drawn) stream.write(START_OF_LINE + REST_OF_LINE)
    drawn = false
  }
  return {
    terminal,
    line: (text = '') => {
      wipe()
      stream.write(`${text}\n`)
    },
    draw: (text) => {
      if (!terminal) return
      // In the last column it would already be two lines, of which only one can be taken away.
      stream.write(START_OF_LINE + text.slice(0, (stream.columns || USUAL_COLUMNS) - 1) + REST_OF_LINE)
      drawn = true
    },
    wipe,
    paint: (style, text) => styleText(style, text, { stream, validateStream: true }),
  }
}

/** Rows as aligned columns. Widths are those of the bare texts; `paint` colours a cell that has been padded. */
export function columns(
  rows: readonly (readonly string[])[],
  paint: (cell: string, row: number, column: number) => string = (cell) => cell,
): string[] {
  const widths: number[] = []
  for (const row of rows) for (const [n, cell] of row.entries()) widths[n] = Math.max(widths[n] ?? 0, cell.length)
  return rows.map((row, y) =>
    row
      .map((cell, x) => paint(x === row.length - 1 ? cell : cell.padEnd(widths[x] ?? 0), y, x))
      .join('  ')
      .trimEnd(),
  )
}
