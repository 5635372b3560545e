import { failure, passwordRefused } from '../../src/errors/failure.ts'
import type { LimitedEndpoint } from '../../src/token/endpoint.ts'
import type { State } from '../../src/token/state.ts'
import { type Answering, answer, answered } from './answering.ts'
import { callAnswers } from './call-answers.ts'
import { happen } from './happen.ts'
import type { Context, Move } from './outcome.ts'
import { heardOf } from './refresh-tokens.ts'
import { spend } from './spend.ts'
import { storeAnswers } from './store-answers.ts'
import { accountOf, allCredentials, nowOf, type Process, type World } from './world.ts'

const unread = failure('credentials_unavailable', 'unavailable')
const PERMIT_WAIT_MS = 20_000

/** What the actions under way come to, each at any moment and in each way. */
export function answerMoves(context: Context, world: World, index: number, process: Process): readonly Move[] {
  const moves: Move[] = []
  const { flight, abandoned } = process.state
  for (const pending of process.pending) {
    const answering = { context, world, index, process, pending }
    moves.push(...answersTo(answering))
    const listened = flight?.id === pending.flight || abandoned.some(({ id }) => id === pending.flight)
    if (context.bounds.may.breakOff && listened) moves.push(...breakOff(answering))
  }
  return moves
}

function answersTo(answering: Answering): readonly Move[] {
  const { pending, world, process } = answering
  const { flight } = pending
  switch (pending.kind) {
    case 'read':
      return readings(answering)
    case 'pause':
      if (pending.due > nowOf(world, process).mono) return []
      return [answer(answering, 'wakes up', { type: 'woke', flight })]
    case 'queue':
      return permits(answering)
    case 'call':
      return pending.call ? callAnswers(answering, pending.call) : []
    default:
      return storeAnswers(answering)
  }
}

function readings(answering: Answering): readonly Move[] {
  const { context, world, process, pending } = answering
  const { flight } = pending
  const { reread, may } = context.bounds
  const mine = allCredentials.filter((each) => may.replace === 'any account' || accountOf(each) === 'mine')
  const moves = (reread ? mine : [process.credentials]).map((credentials) => {
    const refused = process.refused === credentials ? passwordRefused : undefined
    const account = accountOf(credentials)
    const from = answered(answering, { credentials })
    return answer(answering, `reads ${credentials}`, { type: 'read', flight, account, refused }, from)
  })
  if (reread) {
    // While the password is changed: `next` is there as well.
    for (const credentials of mine) {
      const next = mine.find((each) => each !== credentials && accountOf(each) === accountOf(credentials))
      if (!next || [credentials, next].includes(process.refused as typeof next)) continue
      const read = { type: 'read', flight, account: accountOf(credentials), next: true } as const
      moves.push(
        answer(answering, `reads ${credentials}, and ${next} beside it`, read, answered(answering, { credentials })),
      )
    }
  }
  const failing = reread ? spend(context, world, 'failures') : undefined
  if (!failing) return moves
  const from = answered({ ...answering, world: failing })
  const known = { type: 'read', flight, account: accountOf(process.credentials), failure: unread } as const
  return [
    ...moves,
    answer(answering, 'cannot read its credentials', known, from),
    answer(answering, 'has never read its credentials', { ...known, account: undefined }, from),
  ]
}

function permits(answering: Answering): readonly Move[] {
  const { context, world, index, process, pending } = answering
  const { flight, endpoint } = pending
  if (!endpoint) return []
  const lease = process.leases.find((each) => each.flight === flight)
  const permits = process.permits.map((each) =>
    each.flight === flight && each.endpoint === endpoint ? { ...each, granted: true } : each,
  )
  const granted = { type: 'granted', flight, endpoint, ours: lease ? !lease.lost : true } as const
  const moves = [answer(answering, `gets a permit for a ${endpoint}`, granted, answered(answering, { permits }))]
  if (!context.bounds.may.wait || hasWaited(process.state, endpoint)) return moves
  for (const closed of [false, true])
    moves.push({
      who: index,
      what: `has to wait for a permit for a ${endpoint}${closed ? ': it is closed' : ''}`,
      next: () => happen(context, world, index, { type: 'waiting', flight, endpoint, ms: PERMIT_WAIT_MS, closed }),
    })
  return moves
}

/** It was told how long that takes. */
function hasWaited({ flight }: State, endpoint: LimitedEndpoint): boolean {
  const step = flight?.step
  if (step?.at === 'queued for either') return step.turns[endpoint] !== undefined
  return step?.at !== 'queued' || step.waited
}

/** Dies of what is not ours. A call of an acquisition that was given up may die so, too. */
function breakOff(answering: Answering): readonly Move[] {
  const { context, world, pending } = answering
  const { flight, kind, call } = pending
  const counted = spend(context, world, 'upsets')
  if (!counted) return []
  const rest = answered({ ...answering, world: counted })
  const from = call ? heardOf(rest, call, 'unclear') : rest
  return [answer(answering, `dies of something foreign: ${kind}`, { type: 'broke', flight }, from, call)]
}
