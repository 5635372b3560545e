import { styleText } from 'node:util'
import type { Tour } from './tour.ts'
import { brokenClaims, tourTable } from './tour-table.ts'

/** Something went wrong: one line, and exit code 1. */
export function complain(text: string): void {
  console.error(`${styleText('red', '✗', { stream: process.stderr })} ${text}`)
  process.exitCode = 1
}

export function showTour(heading: string, tour: Tour): void {
  console.log(`${heading}\n\n${tourTable(tour)}\n`)
  for (const claim of brokenClaims(tour)) complain(claim)
}

/** Says where the shop and the page of its tokens are, and serves until you press Ctrl-C. A second Ctrl-C ends it at once. */
export async function serve(url: string, panel?: string): Promise<void> {
  if (panel) console.log(`See the tokens live: ${styleText(['cyan', 'underline'], panel)}`)
  console.log(`The shop is open:    ${styleText(['cyan', 'underline'], url)}   (Ctrl-C closes it)\n`)
  await new Promise((resolve) => process.once('SIGINT', resolve).once('SIGTERM', resolve))
  console.log('\nThe shop closes.')
}
