import type { Interval } from './interval.ts'
import { type Row, type Target, verdictOn } from './row.ts'
import { textTable } from './text-table.ts'

const HEADINGS = ['what', 'ours', 'best peer', 'floor or hand-written', 'ratio', 'null test', 'target', 'met'] as const

export const tableOf = (rows: readonly Row[]): string => textTable(HEADINGS, rows.map(cellsOf))

function cellsOf({ what, ours, peer, floor, ratio, noise, target }: Row): readonly string[] {
  return [what, ours, peer, floor, ratioText(ratio), ratioText(noise), targetText(target), verdictOn(target)]
}

function ratioText(ratio: Interval | undefined): string {
  if (!ratio) return '–'
  const { median, low, high } = ratio
  return low === high ? median.toFixed(2) : `${median.toFixed(3)} (${low.toFixed(2)}–${high.toFixed(2)})`
}

const targetText = ({ kind, limit, unit }: Target): string =>
  `${kind === 'at most' ? '≤' : '≥'} ${limit.toLocaleString('en')}${unit && ` ${unit}`}`
