import type { FlightEvent } from '../../src/token/transition.ts'
import { happen } from './happen.ts'
import type { Context, Move } from './outcome.ts'
import { type Call, type Pending, type Process, type World, withProcess } from './world.ts'

/** An action under way, and all that an answer to it needs to know. */
export interface Answering {
  readonly context: Context
  readonly world: World
  readonly index: number
  readonly process: Process
  readonly pending: Pending
}

/** The world in which this action is under way no longer. */
export function answered({ world, index, process, pending }: Answering, change: Partial<Process> = {}): World {
  const rest = process.pending.filter((each) => each !== pending)
  return withProcess(world, index, { ...process, ...change, pending: rest })
}

/** The answer comes, and is decided on. */
export function answer(
  answering: Answering,
  what: string,
  event: FlightEvent,
  from: World = answered(answering),
  call?: Call,
): Move {
  const { context, index } = answering
  return { who: index, what, next: () => happen(context, from, index, event, call) }
}
