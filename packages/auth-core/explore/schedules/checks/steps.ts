import { isDeepStrictEqual } from 'node:util'
import { ImpossibleEvent } from '../../../src/token/acquisition.ts'
import { decide } from '../../../src/token/decide.ts'
import type { State } from '../../../src/token/state.ts'
import type { TakenStep } from '../../../src/token/taken-step.ts'
import type { Decision } from '../../../src/token/transition.ts'
import type { Name } from '../world/history.ts'

/** Each step that the driver takes is what `decide` says, and begins where the one before has ended. */
export class StepCheck {
  /** Off while a schedule repeats what another one has done, because the same steps come to the same. */
  repeating = false
  readonly #last = new Map<Name, State>()
  readonly #violate: (text: string) => void

  constructor(violate: (text: string) => void) {
    this.#violate = violate
  }

  check(by: Name, step: TakenStep): void {
    const last = this.#last.get(by)
    if (last && last !== step.before) this.#violate(`${by}: a step does not begin where the one before has ended`)
    this.#last.set(by, step.after)
    if (this.repeating) return
    const [after, actions] = decided(step)
    if (!isDeepStrictEqual(step.after, after)) this.#violate(`${by}: ${step.event.type} leads to another state`)
    if (!isDeepStrictEqual(step.actions, actions)) this.#violate(`${by}: ${step.event.type} leads to other actions`)
  }
}

function decided({ before, event, now }: TakenStep): Decision {
  try {
    return decide(before, event, now)
  } catch (error) {
    // Dropped, and told as an event, which is a violation of its own.
    if (error instanceof ImpossibleEvent) return [before, []]
    throw error
  }
}
