import type { Line, Place } from '../../src/limit/line.ts'
import { demand } from './subject.ts'

/** How often places are looked at, for each that comes, asks who is ahead, and leaves, beside so many others. */
function looksEach(createLine: () => Pick<Line, 'add' | 'ahead' | 'remove'>, others: number): number {
  let looks = 0
  const place = (n: number): Place => {
    // Three in four are callers; of the renewals some die at the same moment.
    const diesAt = n % 4 === 0 ? n % 100 : undefined
    return Object.defineProperty({ id: `${n}`, diesAt, keptUntil: Number.POSITIVE_INFINITY }, 'diesAt', {
      get: () => {
        looks++
        return diesAt
      },
    })
  }
  const line = createLine()
  for (let n = 0; n < others; n++) line.add(place(n))
  looks = 0
  const rounds = 100
  for (let n = 0; n < rounds; n++) {
    const one = place(others + n)
    line.add(one)
    line.ahead(one)
    line.remove(one)
  }
  return looks / rounds
}

/** Asking for a permit costs the same whatever stands in line: a hundred times as many may double it, and do no more. */
export function checkLine(createLine: () => Pick<Line, 'add' | 'ahead' | 'remove'>): void {
  const [few, many] = [looksEach(createLine, 100), looksEach(createLine, 10_000)]
  demand(many <= 3 * few, `with 10,000 in line it costs ${Math.round(many / few)} times as much as with 100`)
}
