import { happen } from './happen.ts'
import type { Context, Move } from './outcome.ts'
import { lookOf, noteFor } from './store-parts.ts'
import { accountOf, type Process, type World, withProcess } from './world.ts'

/** A look into the store without an acquisition, as a pool does at its start. */
export function restoreMoves(context: Context, world: World, index: number, process: Process): readonly Move[] {
  const { store, may } = context.bounds
  const { state, credentials } = process
  if (store === 'none' || !may.restore || state.closed) return []
  const account = accountOf(credentials)
  const slot = account === 'mine' ? world.store.slot : undefined
  const found = lookOf(world, process, slot)
  const note = noteFor(world, process)
  if (!found && !note) return []
  const { version } = state.credentials
  const next = () => {
    const heard = happen(context, world, index, { type: 'restored', version, account, found, note })
    const after = heard.world.processes[index]
    // The driver remembers which values were refused.
    const told = after && note && note.refused !== 'account' && after.state.refused
    return told ? { ...heard, world: withProcess(heard.world, index, { ...after, refused: credentials }) } : heard
  }
  return [{ who: index, what: 'looks into the store without an acquisition', next }]
}
