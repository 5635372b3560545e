import type { Backoff } from '../../src/token/backoff.ts'
import { agedTo, type HeldToken, leftMs, refreshLeftMs } from '../../src/token/held-token.ts'
import type { Flight, State, Step } from '../../src/token/state.ts'
import type { TokenSet } from '../../src/token/token-set.ts'
import type { Now } from '../../src/token/transition.ts'
import type { Bounds, Used } from './bounds.ts'
import { deadlineBits } from './deadlines.ts'
import { Ranks } from './ranks.ts'
import { allCredentials, nowOf, type Pending, type Process, type Slot, type World, type Write } from './world.ts'

/** Ages that differ by less count as one: calls leave a millisecond apart. */
const COARSE_MS = 100
/** No token lives longer. */
const LONGEST_LIFE_MS = 600_000

const steps: readonly Step['at'][] = [
  'resting',
  'reading',
  'looking',
  'leasing',
  'elsewhere',
  'checking',
  'queued',
  'queued for either',
  'looking again',
  'marking',
  'calling',
]
const thens = ['lease', 'choose', 'login']
const kinds: readonly Pending['kind'][] = ['read', 'look', 'lease', 'check', 'pause', 'queue', 'mark', 'call']
const hasWaited = (step: Step): boolean =>
  'waited' in step ? step.waited : 'turns' in step ? step.turns.login !== undefined : 'permit' in step && step.permit
const flag = (value: boolean): number => (value ? 1 : 0)
const ageOf = (ms: number): number => Math.floor(ms / COARSE_MS + 0.5)

/**
 * Makes one fingerprint of all worlds that go on alike: times count from now, and names, numbers of acquisitions and
 * generations stand for their order only.
 */
export class Fingerprint {
  high = 0
  low = 0
  readonly #ranks = new Ranks()
  readonly #bounds: Bounds
  readonly #counted: readonly (keyof Used)[]
  readonly #withOld: boolean

  constructor(bounds: Bounds) {
    this.#bounds = bounds
    this.#counted = (Object.keys(bounds.most) as (keyof Used)[]).filter(
      (what) => bounds.most[what] > 0 && bounds.most[what] !== Number.POSITIVE_INFINITY,
    )
    this.#withOld = bounds.faults.includes('the store went back in time')
  }

  /** Takes that of this world: two numbers of 32 bits. */
  take(world: World): void {
    this.high = 1
    this.low = 2
    const { store, processes, sent, used, faults } = world
    for (const gap of this.#ranks.of(world, this.#withOld)) this.#put(gap)
    for (const process of processes) {
      this.#put(flag(this.#ranks.highest >= nowOf(world, process).wall))
      this.#process(world, process)
    }
    this.#slot(world, store.slot)
    if (this.#withOld) this.#slot(world, store.old)
    this.#put(store.adrift.length)
    for (const write of store.adrift) {
      this.#put(write.write.length)
      this.#slot(world, write.slot)
    }
    const { note } = store
    this.#put(this.#ranks.serial(store.lease), flag(note !== undefined))
    if (note) {
      const age = Math.min(world.now - note.madeAt, note.forMs)
      this.#put(note.refused.length, allCredentials.indexOf(note.credentials), note.count, ageOf(age))
    }
    for (const { token, process, life, lease, open, unclear, spent } of sent) {
      const name = this.#ranks.knownName(token)
      if (name < 0) continue
      this.#put(name, process * 2 + flag(processes[process]?.life === life), this.#ranks.serial(lease))
      this.#put(open, unclear, flag(spent))
    }
    for (const what of this.#counted) this.#put(used[what])
    this.#put(faults.length)
    for (const fault of faults) this.#put(this.#bounds.faults.indexOf(fault))
    this.high ^= this.high >>> 16
    this.low ^= this.low >>> 16
  }

  #put(first: number, second?: number, third?: number, fourth?: number): void {
    this.#mix(first)
    if (second !== undefined) this.#mix(second)
    if (third !== undefined) this.#mix(third)
    if (fourth !== undefined) this.#mix(fourth)
  }

  #mix(number: number): void {
    const high = Math.imul(this.high ^ number, 0x9e3779b1)
    const low = Math.imul(this.low ^ number, 0x5f356495)
    this.high = high ^ (high >>> 15)
    this.low = low ^ (low >>> 13)
  }

  #set({ accessToken, refreshToken, generation, lifetimeMs, replacement }: TokenSet): void {
    this.#put(this.#ranks.name(accessToken), this.#ranks.name(refreshToken), this.#ranks.generation(generation))
    this.#put(ageOf(lifetimeMs), flag(replacement))
    if (this.#bounds.may.replace) this.#put(allCredentials.findIndex((each) => accessToken.endsWith(each)))
  }

  #slot(world: World, slot: Slot | undefined): void {
    this.#put(flag(slot !== undefined))
    if (!slot) return
    this.#set(slot.set)
    const age = world.now - slot.askedAt
    this.#put(age >= slot.set.lifetimeMs ? 0 : ageOf(age) + 1, flag(age < slot.set.refreshLifetimeMs))
  }

  #held(held: HeldToken | undefined, process: Process, now: Now): void {
    this.#put(flag(held !== undefined))
    if (!held) return
    this.#set(held.set)
    const left = leftMs(held, now)
    this.#put(left <= 0 ? 0 : ageOf(left) + 1, flag(refreshLeftMs(held, now) > 0), held.account.length)
    if (this.#bounds.most.clocks === 0) return
    const { askedAt } = held
    this.#put(flag(agedTo(held, now) !== held), ageOf(now.wall - askedAt.wall), ageOf(now.mono - askedAt.mono))
    this.#put(ageOf((process.believed?.leftMs ?? 0) - left))
  }

  #process(world: World, process: Process): void {
    const { state, pending, permits, leases, writes, credentials, refused, refusedHere, unmarked } = process
    const now = nowOf(world, process)
    this.#state(state, process, now)
    for (const bit of deadlineBits(process, now.mono)) this.#put(bit)
    const { note } = world.store
    this.#put(flag(note !== undefined && note.madeAt + process.monoOff <= state.credentials.replacedAt))
    this.#put(pending.length, permits.length, leases.length, writes.length)
    for (const each of pending) this.#pending(world, state, each)
    this.#put(unmarked === undefined ? 0 : flag(unmarked === state.held?.set.refreshToken))
    for (const { flight, endpoint, granted } of permits)
      this.#put(flightOf(state, flight), endpoint.length, flag(granted))
    for (const { flight, serial, lost } of leases)
      this.#put(flightOf(state, flight), this.#ranks.serial(serial), flag(lost))
    for (const write of writes) this.#write(world, state, write)
    for (const each of [credentials, refused, refusedHere]) this.#put(each ? allCredentials.indexOf(each) + 1 : 0)
  }

  #state(state: State, process: Process, now: Now): void {
    const { rejection, attempts, sharedUpTo, marked, failFast, flight, abandoned } = state
    this.#held(state.held, process, now)
    this.#put(
      rejection.value === undefined ? 0 : this.#ranks.knownName(rejection.value) + 2,
      rejection.level,
      state.brief?.count ?? 0,
    )
    this.#backoff(state.backoff)
    this.#put(this.#ranks.generation(attempts.generation), attempts.unclear, flag(attempts.garbled))
    this.#put(flag(state.refused !== undefined), flag(state.closed), flag(state.credentials.version > 0))
    this.#put(this.#ranks.generation(state.highestGeneration))
    this.#put(this.#ranks.upTo(sharedUpTo), this.#ranks.generation(marked))
    const runs = failFast !== undefined && failFast.lookAgainAt > now.mono
    this.#put(runs ? 1 + flag(failFast.until > now.mono + 30_000) : 0, flag(flight !== undefined), abandoned.length)
    if (flight) this.#flight(flight, state, now)
    for (const each of abandoned) this.#flight(each, state, now)
  }

  #backoff(backoff: Backoff | undefined): void {
    this.#put(flag(backoff !== undefined))
    if (!backoff) return
    const { endpoint, count, failure } = backoff
    this.#put(endpoint?.length ?? 0, count, flag(failure.code === 'account_forbidden'))
  }

  #flight(flight: Flight, { credentials }: State, now: Now): void {
    const { step, wanted, background, tries, leased, account, unread, next, blocked, version } = flight
    this.#put(steps.indexOf(step.at), 'then' in step ? thens.indexOf(step.then) : 0)
    this.#put('endpoint' in step ? step.endpoint.length : 0, flag(hasWaited(step)))
    this.#put(flag(wanted) + 2 * flag(background) + 4 * flag(leased) + 8 * flag(unread !== undefined) + 16 * tries)
    this.#put(
      account.length,
      flag(blocked !== undefined),
      flag(version === credentials.version) + 2 * flag(next === true),
    )
    this.#put(
      flag(flight.suspected),
      flag(flight.elsewhere !== undefined) +
        flag((flight.elsewhere?.busyLooks ?? 0) > 0) +
        4 * flag(flight.elsewhere?.idle === true),
    )
    if (step.at !== 'calling') return
    const age = Math.max(now.wall - step.sentAt.wall, now.mono - step.sentAt.mono)
    this.#put(this.#ranks.generation(step.generation), this.#ranks.generation(Math.floor(step.sentAt.wall)))
    this.#put(ageOf(Math.min(age, LONGEST_LIFE_MS)))
  }

  #pending(world: World, state: State, { kind, flight, endpoint: queuedFor, call, mark, result }: Pending): void {
    this.#put(kinds.indexOf(kind), flightOf(state, flight), flag(result !== undefined), queuedFor?.length ?? 0)
    if (call) {
      const { endpoint, refreshToken, credentials, version } = call
      this.#put(endpoint.length, this.#ranks.name(refreshToken), allCredentials.indexOf(credentials))
      this.#put(flag(version === state.credentials.version))
    }
    if (mark) this.#slot(world, mark.slot)
    if (!result) return
    if ('slot' in result) this.#slot(world, result.slot)
    else if ('done' in result) this.#put(flag(result.done))
    else this.#put(this.#ranks.serial(result.lease))
  }

  #write(world: World, state: State, write: Write): void {
    this.#put(write.write.length)
    if (write.write === 'set') {
      this.#slot(world, write.slot)
      this.#put(flag(write.version === state.credentials.version), flag(write.late))
    } else if (write.write === 'release') this.#put(this.#ranks.serial(write.serial))
    else if (write.write === 'disprove') this.#put(allCredentials.indexOf(write.credentials))
    else this.#put(write.note.refused.length, write.note.count, allCredentials.indexOf(write.note.credentials))
  }
}

/** Acquisitions by what they are now: 1 under way, 2 and more abandoned, 0 over. */
function flightOf({ flight, abandoned }: State, id: number): number {
  if (flight?.id === id) return 1
  const at = abandoned.findIndex((each) => each.id === id)
  return at < 0 ? 0 : at + 2
}
