import {
  describeDifference,
  describeStart,
  describeStep,
  type IncidentFile,
  type ReplayedStep,
} from '@pagamio/auth-core/incident'
import type { Screen } from '../screen.ts'

const MOST_DIFFERING = 20
const MOST_MEMBERS = 8

/** A replay for people, step by step, and at the end what differs. */
export function replayLines(file: IncidentFile, steps: readonly ReplayedStep[], paint: Screen['paint']): string[] {
  const begun = steps[0]?.now.mono ?? 0
  const many = file.merchants.length > 1
  const who = (merchant: number) => (many ? `merchant ${merchant}: ` : '')
  const taken = steps.flatMap((step) => {
    const { event, actions, state } = describeStep(step)
    const mark = step.differences.length > 0 ? paint('red', '≠') : ' '
    return [
      `${sinceOf(step.now.mono - begun)} ${mark} ${paint('bold', who(step.merchant) + event)}`,
      `${INDENT}${actions === '' ? 'nothing to do' : actions}`,
      `${INDENT}${paint('dim', state)}`,
    ]
  })
  const starts = file.merchants.map((one) => `${who(one.merchant)}It begins with ${describeStart(one)}.`)
  return [headOf(file, steps), ...starts, '', ...taken, ...(taken.length > 0 ? [''] : []), ...endOf(steps, begun, who)]
}

/** What was recorded, in a sentence. */
export function headOf({ of, library, merchants, dropped }: IncidentFile, [first]: readonly ReplayedStep[]): string {
  const what = of === 'pool' ? `a pool, ${counted(merchants.length, 'merchant')} of it` : 'an instance'
  const when = first ? `from ${new Date(first.now.wall).toISOString()} on` : 'nothing has happened since'
  const before = dropped > 0 ? `; ${counted(dropped, 'earlier step')} not kept` : ''
  return `Recorded of ${what}, by @pagamio/auth-core ${library}; ${when}${before}.`
}

const counted = (count: number, what: string) => `${count} ${what}${count === 1 ? '' : 's'}`

function endOf(steps: readonly ReplayedStep[], begun: number, who: (merchant: number) => string): string[] {
  const differing = steps.filter(({ differences }) => differences.length > 0)
  const replayed = `Replayed ${counted(steps.length, 'step')}`
  if (differing.length === 0) return [`${replayed}: this version decides as was recorded.`]
  const shown = differing
    .slice(0, MOST_DIFFERING)
    .flatMap((step) => [
      `${sinceOf(step.now.mono - begun)} ≠ ${who(step.merchant)}step ${step.step}: ${describeStep(step).event}`,
      ...step.differences.slice(0, MOST_MEMBERS).map((difference) => INDENT + describeDifference(difference)),
      ...more(step.differences.length - MOST_MEMBERS, 'member'),
    ])
  return [
    `${replayed}: this version decides otherwise in ${differing.length} of them.`,
    ...shown,
    ...more(differing.length - MOST_DIFFERING, 'step'),
  ]
}

const more = (count: number, what: string): string[] =>
  count > 0 ? [`${INDENT}and ${counted(count, `more ${what}`)}`] : []

/** `0:26:00.012`, as wide for each of the first ten hours. */
function sinceOf(ms: number): string {
  const whole = Math.max(0, Math.round(ms))
  const two = (number: number) => `${number}`.padStart(2, '0')
  const [hours, minutes, seconds] = [
    Math.floor(whole / 3_600_000),
    Math.floor(whole / 60_000) % 60,
    Math.floor(whole / 1_000) % 60,
  ]
  return `${hours}:${two(minutes)}:${two(seconds)}.${`${whole % 1_000}`.padStart(3, '0')}`
}
const INDENT = ' '.repeat(14)
