import type { Action } from '../../src/token/transition.ts'
import type { Bounds } from './bounds.ts'
import { movesOf } from './moves.ts'
import type { Context, Taken } from './outcome.ts'
import { checkState } from './state-checks.ts'
import { type Subject, shipped } from './subject.ts'
import { newWorld } from './world.ts'

const nameOf = (action: Action): string => {
  switch (action.do) {
    case 'tell':
      return `tells ${action.event.type}`
    case 'queue':
      return `queues for ${action.endpoint}`
    case 'mark':
      return `marks ${action.set.refreshToken ?? 'no refresh token'}`
    case 'call':
      return action.refreshToken === undefined ? 'sends a login' : `sends a refresh with ${action.refreshToken}`
    case 'save':
      return `saves ${action.set.accessToken} with ${action.set.refreshToken ?? 'no refresh token'}`
    case 'settle':
      return `ends: ${typeof action.end === 'string' ? action.end : 'held' in action.end ? 'held' : action.end.failure.code}`
    default:
      return action.do
  }
}

/** What may happen within these bounds, and how often. */
export function boundsInWords({ most, may, faults, answers, reread, mostAbandoned }: Bounds): string {
  const counted = Object.entries(most).map(
    ([what, count]) => `${what} ${count === Number.POSITIVE_INFINITY ? 'any' : count}`,
  )
  const allowed = Object.entries(may).map(([what, how]) => (how === true ? what : `${what} ${how}`))
  return [
    `at most: ${counted.join(', ')}, abandoned ${mostAbandoned}`,
    ...(reread ? ['credentials from a function'] : []),
    ...(allowed.length > 0 ? [`may: ${allowed.join(', ')}`] : []),
    ...(faults.length > 0 ? [`faults: ${faults.join(', ')}`] : []),
    `answers: ${answers.login.length} to a login, ${answers.refresh.length} to a refresh`,
  ].join('; ')
}

/** Walks a path again, and tells what happens at each step. */
export function storyOf(bounds: Bounds, path: readonly number[], subject: Subject = shipped): string {
  const decided: Taken[] = []
  const context: Context = {
    bounds,
    subject,
    onTaken: (step) => decided.push(step),
  }
  let world = newWorld(bounds)
  const lines: string[] = []
  for (const [step, index] of path.entries()) {
    const move = movesOf(context, world)[index]
    if (!move) return `${lines.join('\n')}\n(the path leads nowhere)`
    decided.length = 0
    const outcome = move.next()
    const who = move.who === undefined ? '' : bounds.processes === 1 ? 'it ' : `process ${'ABC'[move.who]} `
    lines.push(`${String(step + 1).padStart(3)}. ${who}${move.what}`)
    const done = decided.flatMap(({ actions }) => actions.filter((action) => action.do !== 'wake').map(nameOf))
    if (done.length > 0) lines.push(`       → ${done.join(', ')}`)
    world = outcome.world
    const violation = outcome.violation ?? checkState(context, world)
    if (violation) lines.push(`     ✗ ${violation.invariant}: ${violation.detail}`)
    if (outcome.limit) lines.push(`     ! ${outcome.limit}`)
  }
  return lines.join('\n')
}
