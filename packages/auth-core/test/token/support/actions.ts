import type { Flight, Step } from '../../../src/token/state.ts'
import type { Action } from '../../../src/token/transition.ts'

/** The action that tells of a failed try; without a living token if nothing else is said. */
export const failedWith = (code: string, fields: object = {}) => ({
  do: 'tell',
  event: { type: 'acquisition_failed', code, status: undefined, retryAfterMs: undefined, held: false, ...fields },
})

/** What was asked for, in words. */
export const kinds = (actions: readonly Action[]): readonly string[] =>
  actions.map((action) => (action.do === 'tell' ? action.event.type : action.do))

export const lookingThen = (then: Extract<Step, { at: 'looking' }>['then']): Flight['step'] => ({ at: 'looking', then })
