import type { FlightEvent } from '../../src/token/transition.ts'
import { type Answering, answer, answered } from './answering.ts'
import type { Move } from './outcome.ts'
import { fault } from './spend.ts'
import { lookOf, noteFor, type StorePart, storeParts } from './store-parts.ts'
import { setAdrift } from './store-slot.ts'
import { type Pending, type StoreResult, type World, withProcess } from './world.ts'

/** What a look, a check or the taking of a lease may come to. */
export function storeAnswers(answering: Answering): readonly Move[] {
  const { context, world, index, process, pending } = answering
  const { kind, flight, mark, result } = pending
  const moves: Move[] = []
  if (result) {
    const slot = 'slot' in result ? result.slot : undefined
    const lease = 'lease' in result ? result.lease : undefined
    const done = 'done' in result ? result.done : undefined
    moves.push(heard(answering, { world, what: '', slot, lease, done }))
  } else
    for (const part of storeParts(context, world, process, pending)) {
      moves.push(heard({ ...answering, world: part.world }, part))
      if (!context.bounds.may.splitStore || kind === 'check') continue
      // The store has done its part, and its answer takes a while: what it says may be true no longer.
      const done = resultOf(kind, part)
      const waiting = process.pending.map((each) => (each === pending ? { ...each, result: done } : each))
      const later = withProcess(part.world, index, { ...process, pending: waiting })
      const what = `is about to hear of its ${kind}${part.what}`
      moves.push({ who: index, what, next: () => ({ world: later }) })
    }
  const cut = fault(context, world, 'cut off')
  if (!cut) return moves
  const alone: Move[] =
    kind === 'lease' && !result
      ? [
          answer(
            answering,
            'hears that nobody gets a lease there',
            { type: 'leased', flight, given: 'never' },
            answered({ ...answering, world: cut }),
          ),
        ]
      : []
  const lost = mark ? unmarked(answering, cut) : { ...answering, world: cut }
  // It may be carried out all the same, at any later time.
  const left = answered(lost)
  const from = mark && !result ? setAdrift(left, mark) : left
  return [...moves, ...alone, answer(answering, `hears nothing of its ${kind}`, nothing(kind, flight), from)]
}

const resultOf = (kind: Pending['kind'], { slot, lease, done }: StorePart): StoreResult => {
  if (kind === 'look') return { slot }
  return kind === 'mark' ? { done: done === true } : { lease }
}

function nothing(kind: Pending['kind'], flight: number): FlightEvent {
  if (kind === 'look') return { type: 'looked', flight, found: undefined }
  if (kind === 'lease') return { type: 'leased', flight, given: undefined }
  if (kind === 'mark') return { type: 'marked', flight, done: undefined }
  return { type: 'checked', flight, note: undefined }
}

function heard(answering: Answering, { what, slot, lease, done }: StorePart): Move {
  const { world, process, pending } = answering
  const { kind, flight, mark } = pending
  if (kind === 'look') {
    const found = lookOf(world, process, slot)
    const said = found ? `finds ${found.set.accessToken} in the store` : 'finds nothing in the store'
    return answer(answering, said, { type: 'looked', flight, found: found ?? false })
  }
  if (kind === 'check') {
    const note = noteFor(world, process)
    const said = note ? `finds a note: ${note.refused} refused` : 'finds no note'
    return answer(answering, said, { type: 'checked', flight, note })
  }
  if (mark) {
    const from = answered(done ? answering : unmarked(answering, world))
    const said = `${done ? 'has taken' : 'cannot take'} ${mark.slot.set.refreshToken} out of the store${what}`
    return answer(answering, said, { type: 'marked', flight, done }, from)
  }
  if (lease === undefined) return answer(answering, 'does not get the lease', { type: 'leased', flight, given: false })
  const leases = [...process.leases, { flight, serial: lease, lost: false }]
  const from = answered(answering, { leases })
  return answer(answering, `gets the lease${what}`, { type: 'leased', flight, given: true }, from)
}

/** The process knows that it could not take the refresh token out. */
const unmarked = (answering: Answering, world: World): Answering => ({
  ...answering,
  world,
  process: { ...answering.process, unmarked: answering.pending.mark?.slot.set.refreshToken },
})
