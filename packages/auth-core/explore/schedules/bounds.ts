import type { Scenario } from './scenario.ts'

/** How far a schedule may be from what is natural. */
export interface Bounds {
  /** Things that happen in another order, or while time goes on. */
  readonly moves: number
  /** Things that fail. */
  readonly failures: number
  /** Of both. */
  readonly together: number
}

export type Depth = 'quick' | 'usual' | 'all'

/** An action at any moment multiplies the schedules by their points, so that there is time for fewer deviations. */
export function boundsOf({ action, shallow = false }: Scenario, depth: Depth): Bounds {
  const many = shallow || action !== undefined
  if (depth === 'quick') return many ? upTo(0) : upTo(1)
  if (depth === 'usual') return many ? upTo(1) : { moves: 1, failures: 1, together: 2 }
  return many ? { moves: 1, failures: 1, together: 2 } : { moves: 3, failures: 1, together: 3 }
}

const upTo = (together: number): Bounds => ({ moves: together, failures: together, together })

/** What is left after one more deviation, or `undefined` if that is one too many. */
export function spend(left: Bounds, cost: { readonly moves: number; readonly failures: number }): Bounds | undefined {
  const moves = left.moves - cost.moves
  const failures = left.failures - cost.failures
  const together = left.together - cost.moves - cost.failures
  return Math.min(moves, failures, together) < 0 ? undefined : { moves, failures, together }
}

/** Whether more, or as much, is left in every way. */
export const allows = (left: Bounds, other: Bounds): boolean =>
  left.together >= other.together &&
  Math.min(left.moves, left.together) >= Math.min(other.moves, other.together) &&
  Math.min(left.failures, left.together) >= Math.min(other.failures, other.together)
