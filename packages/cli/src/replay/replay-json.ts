import { describeStep, type IncidentFile, type ReplayedStep } from '@pagamio/auth-core/incident'

/** A replay for programs: the same, with words beside the times. */
export function replayJson({ library, of, dropped }: IncidentFile, steps: readonly ReplayedStep[]) {
  const begun = steps[0]?.now.mono ?? 0
  return {
    library,
    of,
    dropped,
    differing: steps.filter(({ differences }) => differences.length > 0).length,
    steps: steps.map((replayed) => ({
      merchant: replayed.merchant,
      step: replayed.step,
      at: new Date(replayed.now.wall).toISOString(),
      sinceMs: replayed.now.mono - begun,
      type: replayed.event.type,
      ...describeStep(replayed),
      actions: replayed.actions,
      differences: replayed.differences,
    })),
  }
}
