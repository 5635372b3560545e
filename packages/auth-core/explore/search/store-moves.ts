import { happen } from './happen.ts'
import type { Context, Move, Outcome } from './outcome.ts'
import { fault } from './spend.ts'
import { lookOf } from './store-parts.ts'
import { marked, saved, setAdrift } from './store-slot.ts'
import { type Mark, newProcess, type Process, type SetWrite, type World, type Write, withProcess } from './world.ts'

/** What a process writes behind the callers' backs, and what the store and the system do of their own accord. */
export function storeMoves(context: Context, world: World): readonly Move[] {
  const moves: Move[] = []
  world.processes.forEach((process, index) => {
    moves.push(...writes(context, world, index, process), ...leaseMoves(context, world, index, process))
    const killed = context.bounds.faults.includes('killed') ? fault(context, world, 'killed') : undefined
    if (killed) {
      const left = process.pending.reduce(
        (from, { mark, result }) => (mark && !result ? setAdrift(from, mark) : from),
        killed,
      )
      const again = withProcess(left, index, newProcess(context.bounds, index, process.life + 1))
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
  for (const write of store.adrift)
    moves.push({
      who: undefined,
      what: `the store carries out late: ${nameOf(write)}`,
      next: () => {
        const adrift = store.adrift.filter((each) => each !== write)
        const from = { ...world, store: { ...store, adrift } }
        return { world: write.write === 'mark' ? marked(context, from, write).world : saved(from, write).world }
      },
    })
  if (store.slot && store.slot.set.refreshToken === undefined && isDead(world, store.slot))
    moves.push({
      who: undefined,
      what: 'the store drops a dead token without a refresh token',
      next: () => ({ world: { ...world, store: { ...store, slot: undefined } } }),
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

const isDead = ({ now }: World, { askedAt, set }: NonNullable<World['store']['slot']>): boolean =>
  now - askedAt >= set.lifetimeMs

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
  if (failing)
    moves.push({
      who: index,
      what: `does not hear whether it has written: ${nameOf(first)}`,
      next: () => ({ world: first.write === 'set' ? setAdrift(failing, first) : failing }),
    })
  return moves
}

const nameOf = (write: Write | Mark): string => {
  if (write.write === 'mark') return `a mark of ${write.slot.set.refreshToken}`
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
      if (newer) return overtaken(context, after, index, write, newer)
      return { world: after, violation: write.late ? replacesNewer(store.slot, after.store.slot) : undefined }
    }
  }
}

/** A process hears that something newer is in the store. */
function overtaken(
  context: Context,
  world: World,
  index: number,
  { version, slot }: SetWrite,
  stored: SetWrite['slot'],
): Outcome {
  const process = world.processes[index]
  const newer = process && lookOf(world, process, stored)
  if (!newer) return { world }
  const { generation } = slot.set
  return happen(context, world, index, { type: 'overtaken', version, generation, newer })
}

/** A set is older than another one if it was asked for earlier, whichever came later. */
function replacesNewer(before: World['store']['slot'], after: World['store']['slot']): Outcome['violation'] {
  if (!before || !after || before === after || after.askedAt >= before.askedAt) return undefined
  return {
    invariant: 'newer is not replaced by older',
    detail: `late, ${after.set.accessToken} was asked for before ${before.set.accessToken}, which it replaces in the store`,
  }
}
