import type { IncidentFile, ReplayedStep } from '@pagamio/auth-core/incident'
import { replayedSource } from '@pagamio/panel'
import { exitCodes } from '../exit-codes.ts'
import { Failure } from '../failure.ts'
import { openPanel, showPanel } from '../panel/open-panel.ts'
import { screenOn } from '../screen.ts'
import type { Shell } from '../shell.ts'
import { headOf } from './replay-lines.ts'

const LEFT_OUT =
  'A recording does not contain the limits or the number of waiting callers: if somebody waited, the page says one caller.'
const MOST_NAMED = 10

/**
 * Serves a replay on a panel until it is interrupted.
 * @throws Failure for a recording without any step
 */
export async function showReplay(
  { env, stdout, stderr, interruption }: Shell,
  file: IncidentFile,
  steps: readonly ReplayedStep[],
): Promise<void> {
  if (steps.length === 0)
    throw new Failure('There is no step in this recording.', 'Without --panel it shows the state.', exitCodes.usage)
  const { signal, forget } = interruption()
  try {
    const panel = await openPanel(replayedSource(steps), { notes: [headOf(file, steps), LEFT_OUT, decidedAs(steps)] })
    await showPanel(panel, { stdout, screen: screenOn(stderr, env), signal })
  } finally {
    forget()
  }
}

function decidedAs(steps: readonly ReplayedStep[]): string {
  const differing = steps.flatMap(({ differences }, at) => (differences.length > 0 ? [at + 1] : []))
  if (differing.length === 0) return 'This version decides as was recorded.'
  const more = differing.length > MOST_NAMED ? ', …' : ''
  return `This version decides otherwise in ${differing.length} of ${steps.length} steps: ${differing.slice(0, MOST_NAMED).join(', ')}${more}.`
}
