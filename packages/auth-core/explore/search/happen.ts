import type { Backoff } from '../../src/token/backoff.ts'
import { leftMs } from '../../src/token/held-token.ts'
import type { State } from '../../src/token/state.ts'
import type { Event } from '../../src/token/transition.ts'
import { MOST_IN_A_ROW } from './bounds.ts'
import { carryOut, type Draft } from './carry-out.ts'
import { checkDecision } from './decision-checks.ts'
import type { Context, Outcome } from './outcome.ts'
import { deepFreeze } from './subject.ts'
import { type Call, nowOf, type World, withProcess } from './world.ts'

/** One event happens to one process: it decides, and what it decides is carried out. */
export function happen(context: Context, world: World, index: number, event: Event, call?: Call): Outcome {
  const process = world.processes[index]
  if (!process) return { world }
  const before = process.state
  const now = nowOf(world, process)
  deepFreeze(before)
  deepFreeze(event)
  let decision: ReturnType<Context['subject']['decide']>
  try {
    decision = context.subject.decide(before, event, now)
  } catch (thrown) {
    return { world, violation: { invariant: 'decide is pure', detail: `it throws: ${String(thrown)}` } }
  }
  deepFreeze(decision)
  const [after, actions] = decision
  context.onTaken?.({ before, event, after, actions })
  const believed = after.held && { token: after.held.set.accessToken, leftMs: leftMs(after.held, now) }
  const draft: Draft = {
    world,
    process: { ...process, state: capped(after), believed },
    index,
    flying: before.flight?.id,
    credentials: call?.credentials ?? process.credentials,
    violation: checkDecision({ before, event, now, after, actions, call, process, subject: context.subject }),
    limit: undefined,
  }
  for (const action of actions) carryOut(draft, action)
  const { violation, limit } = draft
  return { world: withProcess(draft.world, index, draft.process), violation, limit }
}

/** Long counts differ in nothing but the pace of what follows. */
function capped(state: State): State {
  const { backoff, brief, rejection } = state
  if (!isLong(backoff) && !isLong(brief) && rejection.level <= MOST_IN_A_ROW) return state
  const next = { ...state, backoff: shortened(backoff), brief: shortened(brief) }
  const level = Math.min(rejection.level, MOST_IN_A_ROW)
  const result = { ...next, rejection: { ...rejection, level } }
  deepFreeze(result)
  return result
}

const isLong = (backoff: Backoff | undefined) => backoff !== undefined && backoff.count > MOST_IN_A_ROW

const shortened = (backoff: Backoff | undefined) =>
  backoff && isLong(backoff) ? { ...backoff, count: MOST_IN_A_ROW } : backoff
