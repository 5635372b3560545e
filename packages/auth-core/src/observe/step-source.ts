import type { State } from '../token/state.ts'
import type { TakenStep } from '../token/taken-step.ts'

/** Of which merchant a step is: the same object each time, of which only the state is anybody's affair. */
export interface Stepping {
  readonly state: State
}

/** Hears each step. What it throws is its own affair. */
export type StepListener = (step: TakenStep, of: Stepping) => void

/**
 * Where an instance or a pool lets its steps be heard, while it lives. It hands out secrets, as the steps hold them, so that
 * it is no part of the public API: its own parts find it, also those of another copy of this package.
 */
export const STEPS: unique symbol = Symbol.for('@pagamio/auth-core/steps')

export interface Steps {
  readonly listeners: { readonly steps: Set<StepListener> }
  /** Those that are known now. */
  merchants(): readonly Stepping[]
}

/** What has its steps heard. */
export interface StepSource {
  readonly [STEPS]: Steps
}
