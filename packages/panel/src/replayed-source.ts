import { describeDifference, describeStep, type ReplayedStep, statusOfStep } from '@pagamio/auth-core/incident'
import { DIFFERENT, type ReplayProgress, type ShownStep, type StepKind } from './messages.ts'
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
  const kinds = countedKinds(steps)
  let at = 0
  let shown: StepKind | undefined
  /** The places of those that are shown. */
  const places = () => steps.flatMap((step, n) => (shown === undefined || kindsOf(step).includes(shown) ? [n] : []))
  const numbered = (index: number) => shownStep(steps[index] as ReplayedStep, index + 1, many)
  return {
    status: () => statusOfStep(steps, at),
    // Events are told as they happen; here only steps are, and the progress has them.
    subscribe: () => () => {},
    go: (by) => {
      const count = Math.trunc(by)
      if (count > 0)
        at =
          places()
            .filter((n) => n > at)
            .slice(0, count)
            .at(-1) ?? at
      if (count < 0)
        at =
          places()
            .filter((n) => n < at)
            .slice(count)[0] ?? at
    },
    goTo: (number) => {
      at = Math.min(Math.max(Math.trunc(number), 1), steps.length) - 1
    },
    show: (kind) => {
      shown = kinds.find(([one]) => one === kind)?.[0]
    },
    progress: () => {
      const there = places()
      const latest = there.filter((n) => n <= at).slice(-MOST_SHOWN)
      return {
        number: at + 1,
        of: steps.length,
        now: numbered(at),
        kinds,
        kind: shown,
        steps: latest.map(numbered).reverse(),
        more: there.some((n) => n > at),
      }
    },
  }
}

const kindsOf = ({ event, differences }: ReplayedStep): readonly StepKind[] =>
  differences.length > 0 ? [event.type, DIFFERENT] : [event.type]

/** In the order in which they come. */
function countedKinds(steps: readonly ReplayedStep[]): ReplayProgress['kinds'] {
  const counts = new Map<StepKind, number>()
  for (const kind of steps.flatMap(kindsOf)) counts.set(kind, (counts.get(kind) ?? 0) + 1)
  return [...counts]
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
