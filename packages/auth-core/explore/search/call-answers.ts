import { type Answering, answered } from './answering.ts'
import { happen } from './happen.ts'
import type { Move, Outcome } from './outcome.ts'
import { heardOf } from './refresh-tokens.ts'
import { type AnswerName, answerOf, bringsToken, limitedFailure } from './server-answers.ts'
import { spend } from './spend.ts'
import { type Call, type World, withProcess } from './world.ts'

const CLOSED_MS = 60_000

/** What a call to the token endpoint may come to. */
export function callAnswers(answering: Answering, call: Call): readonly Move[] {
  const { context, world, index } = answering
  const moves: Move[] = []
  for (const name of context.bounds.answers[call.endpoint]) {
    const counted = spend(context, world, bringsToken(name) ? 'tokens' : 'failures')
    if (!counted) continue
    const next = () => hear({ ...answering, world: counted }, call, name)
    moves.push({ who: index, what: `hears of its ${call.endpoint}: ${name}`, next })
  }
  return moves
}

/** What the answer means for the refresh token that was sent. */
function verdictOf(name: AnswerName): 'spent' | 'unclear' | 'alive' | 'untouched' {
  if (name === 'token without refresh token') return 'alive'
  if (bringsToken(name) || name === 'refused') return 'spent'
  return name === 'lost' || name === 'garbled' || name === 'unusable' ? 'unclear' : 'untouched'
}

function hear(answering: Answering, call: Call, name: AnswerName): Outcome {
  const { context, index, process, pending } = answering
  const { flight } = pending
  const from = noteRefusal(heardOf(answered(answering), call, verdictOf(name)), index, call, name)
  if (name === 'limited')
    return happen(context, from, index, { type: 'limited', flight, failure: limitedFailure, forMs: CLOSED_MS }, call)
  const answer = answerOf(name, call, from.serial, process.state.held?.set.accessToken)
  const lease = process.leases.find((each) => each.flight === flight)
  const event = { type: 'answered', flight, answer, overtaken: lease?.lost ?? false } as const
  return happen(context, { ...from, serial: from.serial + 1 }, index, event, call)
}

/** A password that the server refuses must rest, until it accepts it after all. */
function noteRefusal(world: World, index: number, call: Call, name: AnswerName): World {
  const process = world.processes[index]
  if (!process || call.endpoint !== 'login') return world
  const { credentials } = call
  if (name === 'refused' && call.version === process.state.credentials.version)
    return withProcess(world, index, { ...process, refusedHere: credentials })
  const accepted = bringsToken(name) && process.refusedHere === credentials
  return accepted ? withProcess(world, index, { ...process, refusedHere: undefined }) : world
}
