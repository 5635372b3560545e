import type { Found, RefusalNote } from '../../src/token/transition.ts'
import type { Context } from './outcome.ts'
import { fault } from './spend.ts'
import { marked } from './store-slot.ts'
import { accountOf, credentialsOf, type Pending, type Process, type Slot, type World } from './world.ts'

/** What the store does when it is asked, and the world after that. */
export interface StorePart {
  readonly world: World
  readonly what: string
  readonly slot: Slot | undefined
  /** The serial number of the lease that it gives. */
  readonly lease: number | undefined
  /** Whether it says that it has taken a refresh token out. */
  readonly done: boolean | undefined
}

/** Only one account ever has anything in the store. */
const isOurs = ({ credentials }: Process): boolean => accountOf(credentials) === 'mine'

export const lookOf = (world: World, { credentials }: Process, slot: Slot | undefined): Found | undefined =>
  slot && {
    set: slot.set,
    ageMs: world.now - slot.askedAt,
    own: credentialsOf(slot.set.accessToken) === credentials,
  }

export function noteFor({ now, store: { note } }: World, { credentials }: Process): RefusalNote | undefined {
  if (note?.credentials !== credentials) return undefined
  const { refused, forMs, count, madeAt } = note
  return { refused, forMs, count, ageMs: now - madeAt }
}

export function storeParts(
  context: Context,
  world: World,
  process: Process,
  { kind, mark }: Pending,
): readonly StorePart[] {
  const { store, serial } = world
  const nothing = { world, what: '', slot: undefined, lease: undefined, done: undefined }
  if (mark) {
    const part = { ...nothing, ...marked(context, world, mark) }
    const lying = fault(context, world, 'the store lied about a mark')
    return lying ? [part, { ...nothing, world: lying, what: ', which is not true', done: true }] : [part]
  }
  if (kind === 'look') return [{ ...nothing, slot: isOurs(process) ? store.slot : undefined }]
  if (kind !== 'lease') return [nothing]
  if (!isOurs(process)) return [{ ...nothing, world: { ...world, serial: serial + 1 }, lease: serial }]
  const given = (from: World, what: string): StorePart => ({
    world: { ...from, serial: serial + 1, store: { ...from.store, lease: serial } },
    what,
    slot: undefined,
    lease: serial,
    done: undefined,
  })
  if (store.lease === undefined) return [given(world, '')]
  const lying = fault(context, world, 'the store gave a lease twice')
  return lying ? [nothing, given(lying, ', though another one has it')] : [nothing]
}
