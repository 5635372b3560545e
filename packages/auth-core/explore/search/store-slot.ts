import type { Context } from './outcome.ts'
import { accountOf, credentialsOf, type Mark, type SetWrite, type Slot, type World } from './world.ts'

const isOfMine = ({ set }: Slot): boolean => accountOf(credentialsOf(set.accessToken)) === 'mine'

/** Only newer sets are written; those of the other account go where nobody looks. */
export function saved(world: World, { slot }: SetWrite): { readonly world: World; readonly newer: Slot | undefined } {
  const { store } = world
  if (!isOfMine(slot)) return { world, newer: undefined }
  if (store.slot && store.slot.set.generation >= slot.set.generation) return { world, newer: store.slot }
  return { world: { ...world, store: { ...store, slot, old: store.slot } }, newer: undefined }
}

/** The same set without its refresh token takes its place, as the next generation, and the place of nothing else. */
export function marked(
  { subject }: Context,
  world: World,
  { slot }: Mark,
): { readonly world: World; readonly done: boolean } {
  const { store } = world
  const { set, askedAt } = slot
  if (!isOfMine(slot)) return { world, done: true }
  if (!subject.takesMark(store.slot?.set, set)) return { world, done: false }
  const spending = { askedAt, set: { ...set, refreshToken: undefined, generation: set.generation + 1 } }
  return { world: { ...world, store: { ...store, slot: spending, old: store.slot } }, done: true }
}

/** Nobody waits for this write any more. A second one of the same set would change nothing. */
export function setAdrift(world: World, write: Mark | SetWrite): World {
  const { adrift } = world.store
  const isThere = adrift.some((each) => each.write === write.write && each.slot.set === write.slot.set)
  return isThere ? world : { ...world, store: { ...world.store, adrift: [...adrift, write] } }
}
