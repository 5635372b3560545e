import type { Line, Place } from '../../src/limit/line.ts'

/** A plain list: each who asks looks at all others. */
export function linearLine(): Pick<Line, 'add' | 'ahead' | 'remove'> {
  let line: Place[] = []
  return {
    add: (place) => void line.push(place),
    remove: (place) => {
      line = line.filter((other) => other !== place)
    },
    ahead: (place) => line.filter(({ diesAt = 0 }) => diesAt <= (place.diesAt ?? 0)).length,
  }
}
