import type { LimitedEndpoint } from '../../src/token/endpoint.ts'
import { emptyState, type State } from '../../src/token/state.ts'
import type { TokenSet } from '../../src/token/token-set.ts'
import type { Now, RefusalNote } from '../../src/token/transition.ts'
import { type Bounds, type FaultName, nothingUsed, type Used } from './bounds.ts'

/** An action that has not been answered yet. */
export interface Pending {
  readonly kind: 'read' | 'look' | 'lease' | 'check' | 'pause' | 'queue' | 'mark' | 'call'
  readonly flight: number
  /** When a pause is over: monotonic, of its process. */
  readonly due: number
  /** Of a place in a queue. */
  readonly endpoint: LimitedEndpoint | undefined
  readonly call: Call | undefined
  readonly mark: Mark | undefined
  /** The store has done its part, and the answer is on its way. */
  readonly result: StoreResult | undefined
}

export type StoreResult =
  | { readonly slot: Slot | undefined }
  /** The serial number of the lease that was given. */
  | { readonly lease: number | undefined }
  | { readonly done: boolean }

/** The set whose refresh token is to be taken out of the store. */
export interface Mark {
  readonly write: 'mark'
  readonly slot: Slot
}

/** A call that was sent. */
export interface Call {
  readonly endpoint: LimitedEndpoint
  readonly refreshToken: string | undefined
  readonly credentials: Credentials
  /** How often the credentials had been replaced. */
  readonly version: number
}

/** The account, and which of its passwords. */
export type Credentials = 'mine#0' | 'mine#1' | 'other#0'
export const allCredentials: readonly Credentials[] = ['mine#0', 'mine#1', 'other#0']
export const accountOf = (credentials: string): string => credentials.slice(0, credentials.indexOf('#'))

/** Which credentials a token came of: its name tells. */
export const credentialsOf = (token: string): string => token.slice(token.indexOf(' ') + 1)

/** The lease, as one flight has been given it. `lost`: another process may have it by now, and this one knows. */
interface Lease {
  readonly flight: number
  readonly serial: number
  readonly lost: boolean
}

/** `late`: of a call that nobody waited for any more. */
export interface SetWrite {
  readonly write: 'set'
  readonly slot: Slot
  readonly version: number
  readonly late: boolean
}

/** What a process has to write, one after the other. */
export type Write =
  | SetWrite
  | { readonly write: 'release'; readonly serial: number }
  | { readonly write: 'note'; readonly note: Note }
  | { readonly write: 'disprove'; readonly credentials: Credentials }

export interface Note {
  readonly refused: RefusalNote['refused']
  readonly credentials: Credentials
  readonly madeAt: number
  readonly forMs: number
  readonly count: number
}

/** A token set in the store, with the time from which its lives count. */
export interface Slot {
  readonly set: TokenSet
  readonly askedAt: number
}

/** What processes share. It is that of the account `mine`: nobody has ever saved anything for the other one. */
interface Store {
  readonly slot: Slot | undefined
  /** What was there before. */
  readonly old: Slot | undefined
  /** The serial number of the lease that is out. */
  readonly lease: number | undefined
  readonly note: Note | undefined
  /** Nobody waits any more for what the store makes of these: it carries them out late, or never. */
  readonly adrift: readonly (Mark | SetWrite)[]
}

/** A permit, or a place in the queue for it. */
interface Permit {
  readonly flight: number
  readonly endpoint: LimitedEndpoint
  readonly granted: boolean
}

/** One process, and what its driver remembers. */
export interface Process {
  readonly state: State
  /** Which of its lives this is: after a restart it is another process. */
  readonly life: number
  readonly pending: readonly Pending[]
  readonly permits: readonly Permit[]
  readonly leases: readonly Lease[]
  readonly writes: readonly Write[]
  /** The credentials that were given, or read last. */
  readonly credentials: Credentials
  /** Those that the driver knows to be refused. */
  readonly refused: Credentials | undefined
  /** Those that the server has refused to this process: they must not be sent again. */
  readonly refusedHere: Credentials | undefined
  /** How far its clocks are from the true time. */
  readonly wallOff: number
  readonly monoOff: number
  /** The refresh token that it could not take out of the store when it last tried. */
  readonly unmarked: string | undefined
  /** The life that was left in its token at the last decision. */
  readonly believed: { readonly token: string; readonly leftMs: number } | undefined
}

/** What has become of one refresh token at the server. */
export interface Sent {
  readonly token: string
  readonly process: number
  readonly life: number
  /** The serial number of the lease under which it was sent. */
  readonly lease: number | undefined
  /** Calls without an answer yet, and with one that says nothing. */
  readonly open: number
  readonly unclear: number
  /** Refused, or exchanged for a new one. */
  readonly spent: boolean
}

/** Everything that there is. Values only: a step makes a new one. */
export interface World {
  readonly now: number
  readonly processes: readonly Process[]
  readonly store: Store
  readonly sent: readonly Sent[]
  readonly used: Used
  readonly faults: readonly FaultName[]
  /** For names that are used once. */
  readonly serial: number
}

const START = 1_000_000_000

export const newProcess = (bounds: Bounds, index: number, life: number): Process => ({
  state: emptyState({ store: bounds.store, renewal: bounds.renewal, jitter: bounds.jitter[index] ?? 0 }, bounds.reread),
  life,
  pending: [],
  permits: [],
  leases: [],
  writes: [],
  credentials: 'mine#0',
  refused: undefined,
  refusedHere: undefined,
  wallOff: 0,
  monoOff: 0,
  unmarked: undefined,
  believed: undefined,
})

export const newWorld = (bounds: Bounds): World => ({
  now: START,
  processes: Array.from({ length: bounds.processes }, (_, index) => newProcess(bounds, index, 0)),
  store: { slot: undefined, old: undefined, lease: undefined, note: undefined, adrift: [] },
  sent: [],
  used: nothingUsed,
  faults: [],
  serial: 1,
})

export function withProcess(world: World, index: number, process: Process): World {
  const processes = world.processes.slice()
  processes[index] = process
  return { ...world, processes }
}

export const nowOf = (world: World, { wallOff, monoOff }: Process): Now => ({
  wall: world.now + wallOff,
  mono: world.now + monoOff,
  random: 0.5,
})
