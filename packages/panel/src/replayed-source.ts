import { describeDifference, describeStep, type ReplayedStep, statusOfStep } from '@pagamio/auth-core/incident'
import type { ShownStep } from './messages.ts'
import type { ReplayedSource } from './panel-source.ts'

/** So many steps are shown: the latest. */
const MOST_SHOWN = 30
const MOST_DIFFERENCES = 8

/**
 * What a panel shows of a replay, step by step: all merchants in the order of their times. It begins at the first step.
 * @param steps what `replayIncident` of `@pagamio/auth-core/incident` returns, at least one
 * @throws RangeError without any step
 * @example await servePanel(replayedSource(replayIncident(readIncident(text))))
 */
export function replayedSource(steps: readonly ReplayedStep[]): ReplayedSource {
  if (steps.length === 0) throw new RangeError('There is no step to show.')
  const many = steps.some(({ merchant }) => merchant !== steps[0]?.merchant)
  let at = 0
  return {
    status: () => statusOfStep(steps, at),
    // Events are told as they happen; here only steps are, and the progress has them.
    subscribe: () => () => {},
    go: (by) => {
      at = Math.min(Math.max(at + Math.trunc(by), 0), steps.length - 1)
    },
    progress: () => {
      const first = Math.max(0, at + 1 - MOST_SHOWN)
      const taken = steps.slice(first, at + 1).map((step, n) => shownStep(step, first + n + 1, many))
      return { number: at + 1, of: steps.length, steps: taken.reverse() }
    },
  }
}

function shownStep(step: ReplayedStep, number: number, many: boolean): ShownStep {
  const { event, actions, state } = describeStep(step)
  const { differences } = step
  const left = differences.length - MOST_DIFFERENCES
  return {
    number,
    at: step.now.wall,
    event: many ? `Merchant ${step.merchant}: ${event}` : `${event.charAt(0).toUpperCase()}${event.slice(1)}`,
    actions,
    state,
    differences: [
      ...differences.slice(0, MOST_DIFFERENCES).map(describeDifference),
      ...(left > 0 ? [`and ${left} more`] : []),
    ],
  }
}
