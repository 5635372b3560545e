import type { State } from '../../src/token/state.ts'

/** Where the acquisition of a state is, as the chart of states names it. */
export function regionOf({ flight }: State): string {
  if (!flight) return 'none'
  const { step } = flight
  return step.at === 'queued' || step.at === 'calling' ? `${step.at} ${step.endpoint}` : step.at
}
