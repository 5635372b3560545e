import type { FlightEvent } from '../../src/token/transition.ts'
import { type Answering, answer, answered } from './answering.ts'
import type { Move } from './outcome.ts'
import { fault } from './spend.ts'
import { lookOf, noteFor, type StorePart, storeParts } from './store-parts.ts'
import { type Pending, type StoreResult, withProcess } from './world.ts'

/** What a look, a check or the taking of a lease may come to. */
export function storeAnswers(answering: Answering): readonly Move[] {
  const { context, world, index, process, pending } = answering
  const { kind, flight, result } = pending
  const moves: Move[] = []
  if (result) {
    const slot = 'slot' in result ? result.slot : undefined
    const lease = 'lease' in result ? result.lease : undefined
    moves.push(heard(answering, { world, what: '', slot, lease }))
  } else
    for (const part of storeParts(context, world, process, kind)) {
      moves.push(heard({ ...answering, world: part.world }, part))
      if (!context.bounds.may.splitStore || kind === 'check') continue
      // The store has done its part, and its answer takes a while: what it says may be true no longer.
      const done: StoreResult = kind === 'look' ? { slot: part.slot } : { lease: part.lease }
      const waiting = process.pending.map((each) => (each === pending ? { ...each, result: done } : each))
      const later = withProcess(part.world, index, { ...process, pending: waiting })
      const what = `is about to hear of its ${kind}${part.what}`
      moves.push({ who: index, what, next: () => ({ world: later }) })
    }
  const cut = fault(context, world, 'cut off')
  if (!cut) return moves
  const from = answered({ ...answering, world: cut })
  return [...moves, answer(answering, `hears nothing of its ${kind}`, nothing(kind, flight), from)]
}

function nothing(kind: Pending['kind'], flight: number): FlightEvent {
  if (kind === 'look') return { type: 'looked', flight, found: undefined }
  if (kind === 'lease') return { type: 'leased', flight, given: undefined }
  return { type: 'checked', flight, note: undefined }
}

function heard(answering: Answering, { what, slot, lease }: StorePart): Move {
  const { world, process, pending } = answering
  const { kind, flight } = pending
  if (kind === 'look') {
    const found = lookOf(world, process, slot)
    const said = found ? `finds ${found.set.accessToken} in the store` : 'finds nothing in the store'
    return answer(answering, said, { type: 'looked', flight, found })
  }
  if (kind === 'check') {
    const note = noteFor(world, process)
    const said = note ? `finds a note: ${note.refused} refused` : 'finds no note'
    return answer(answering, said, { type: 'checked', flight, note })
  }
  if (lease === undefined) return answer(answering, 'does not get the lease', { type: 'leased', flight, given: false })
  const leases = [...process.leases, { flight, serial: lease, lost: false }]
  const from = answered(answering, { leases })
  return answer(answering, `gets the lease${what}`, { type: 'leased', flight, given: true }, from)
}
