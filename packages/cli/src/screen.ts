import { styleText } from 'node:util'

/** Where talk goes, and the terminal it may be seen on. Data goes to standard output, by itself. */
export interface Screen {
  readonly stream: NodeJS.WriteStream
  /** Whether somebody looks at it. */
  readonly terminal: boolean
  line(text?: string): void
  paint(style: Style, text: string): string
}

export type Style = 'bold' | 'dim' | 'green' | 'yellow' | 'red' | 'cyan'

/** Colours only on a terminal that wants them: NO_COLOR and TERM=dumb are heeded. */
export function screenOn(stream: NodeJS.WriteStream): Screen {
  return {
    stream,
    terminal: stream.isTTY === true,
    line: (text = '') => void stream.write(`${text}\n`),
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
