import { happen } from './happen.ts'
import type { Context, Move, Outcome } from './outcome.ts'
import { fault } from './spend.ts'
import { lookOf } from './store-parts.ts'
import {
  accountOf,
  credentialsOf,
  newProcess,
  type Process,
  type Slot,
  type World,
  type Write,
  withProcess,
} from './world.ts'

/** What a process writes behind the callers' backs, and what the store and the system do of their own accord. */
export function storeMoves(context: Context, world: World): readonly Move[] {
  const moves: Move[] = []
  world.processes.forEach((process, index) => {
    moves.push(...writes(context, world, index, process), ...leaseMoves(context, world, index, process))
    const killed = context.bounds.faults.includes('killed') ? fault(context, world, 'killed') : undefined
    if (killed) {
      const again = withProcess(killed, index, newProcess(context.bounds, index, process.life + 1))
      moves.push({ who: index, what: 'is killed, and starts again', next: () => ({ world: again }) })
    }
  })
  const { store } = world
  if (store.lease !== undefined && !isBelieved(world, store.lease))
    moves.push({
      who: undefined,
      what: 'the lease runs out that nobody has',
      next: () => ({ world: { ...world, store: { ...store, lease: undefined } } }),
    })
  const forgetful = store.slot && fault(context, world, 'the store forgot')
  if (forgetful)
    moves.push({
      who: undefined,
      what: 'the store forgets the tokens',
      next: () => ({ world: { ...forgetful, store: { ...store, slot: undefined, old: undefined } } }),
    })
  const older = store.old && fault(context, world, 'the store went back in time')
  if (older)
    moves.push({
      who: undefined,
      what: 'the store has its old tokens again',
      next: () => ({ world: { ...older, store: { ...store, slot: store.old } } }),
    })
  return moves
}

/** Whether a process has this lease, is about to hear of it, or has yet to give it back. */
const isBelieved = ({ processes }: World, serial: number): boolean =>
  processes.some(
    ({ leases, pending, writes: behind }) =>
      leases.some((lease) => lease.serial === serial) ||
      pending.some(({ result }) => result && 'lease' in result && result.lease === serial) ||
      behind.some((write) => write.write === 'release' && write.serial === serial),
  )

function leaseMoves(context: Context, world: World, index: number, process: Process): readonly Move[] {
  const moves: Move[] = []
  const { store } = world
  const become = (what: string, from: World | undefined, lost: boolean, lease: number | undefined, serial: number) => {
    if (!from) return
    const leases = process.leases.map((each) => (each.serial === serial ? { ...each, lost } : each))
    const next = { ...withProcess(from, index, { ...process, leases }), store: { ...store, lease } }
    moves.push({ who: index, what, next: () => ({ world: next }) })
  }
  for (const { serial, lost } of process.leases) {
    if (lost) continue
    if (store.lease === serial) {
      become('sleeps, and its lease runs out', fault(context, world, 'slept'), true, undefined, serial)
      become(
        'sleeps with its clock, and its lease runs out',
        fault(context, world, 'a clock stood still'),
        false,
        undefined,
        serial,
      )
      become('has a lease that the store forgets', fault(context, world, 'the store forgot'), false, undefined, serial)
    } else if (store.lease === undefined) become('takes its lease again', world, false, serial, serial)
    else become('learns that it has lost its lease', world, true, store.lease, serial)
  }
  return moves
}

function writes(context: Context, world: World, index: number, process: Process): readonly Move[] {
  const [first, ...rest] = process.writes
  if (!first) return []
  const left = withProcess(world, index, { ...process, writes: rest })
  const moves: Move[] = [
    { who: index, what: `writes: ${nameOf(first)}`, next: () => written(context, left, index, first) },
  ]
  const failing = fault(context, left, 'cut off')
  if (failing) {
    moves.push({
      who: index,
      what: `cannot write: ${nameOf(first)}`,
      next: () => (first.write === 'set' ? unsaved(context, failing, index, first, undefined) : { world: failing }),
    })
    if (first.write === 'set')
      moves.push({
        who: index,
        what: `writes, and does not hear of it: ${nameOf(first)}`,
        next: () => unsaved(context, saved(failing, first).world, index, first, undefined),
      })
  }
  return moves
}

const nameOf = (write: Write): string => {
  if (write.write === 'set') return `${write.slot.set.accessToken} into the store`
  if (write.write === 'release') return 'its lease back'
  return write.write === 'note' ? `a note: ${write.note.refused} refused` : 'that the note is not true'
}

function written(context: Context, world: World, index: number, write: Write): Outcome {
  const { store } = world
  switch (write.write) {
    case 'release':
      return { world: store.lease === write.serial ? { ...world, store: { ...store, lease: undefined } } : world }
    case 'note':
      return { world: { ...world, store: { ...store, note: write.note } } }
    case 'disprove':
      return {
        world:
          store.note?.credentials === write.credentials ? { ...world, store: { ...store, note: undefined } } : world,
      }
    case 'set': {
      const { world: after, newer } = saved(world, write)
      if (newer) return unsaved(context, after, index, write, newer)
      return { world: after, violation: write.late ? replacesNewer(store.slot, after.store.slot) : undefined }
    }
  }
}

/** A process hears that its set is not in the store, as far as anybody knows. */
function unsaved(
  context: Context,
  world: World,
  index: number,
  { version, slot }: Extract<Write, { write: 'set' }>,
  newer: Slot | undefined,
): Outcome {
  const process = world.processes[index]
  if (!process) return { world }
  const { generation } = slot.set
  return happen(context, world, index, { type: 'unsaved', version, generation, newer: lookOf(world, process, newer) })
}

/** Only newer sets are written; those of the other account go where nobody looks. */
function saved(world: World, { slot }: Extract<Write, { write: 'set' }>) {
  const { store } = world
  if (accountOf(credentialsOf(slot.set.accessToken)) !== 'mine') return { world, newer: undefined }
  if (store.slot && store.slot.set.generation >= slot.set.generation) return { world, newer: store.slot }
  return { world: { ...world, store: { ...store, slot, old: store.slot } }, newer: undefined }
}

/** A set is older than another one if it was asked for earlier, whichever came later. */
function replacesNewer(before: World['store']['slot'], after: World['store']['slot']): Outcome['violation'] {
  if (!before || !after || before === after || after.askedAt >= before.askedAt) return undefined
  return {
    invariant: 'newer is not replaced by older',
    detail: `late, ${after.set.accessToken} was asked for before ${before.set.accessToken}, which it replaces in the store`,
  }
}
