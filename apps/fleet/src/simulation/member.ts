import type { Clock, PagamioAuth, PagamioAuthPool } from '@pagamio/auth-core'
import type { Random } from './random.ts'
import type { Happening, Scheduler } from './scheduler.ts'

const WALL_START = Date.UTC(2026, 0, 5)
/** A quartz is wrong by so much. */
const DRIFT = 100e-6

/** What a process is from its start to its death. */
export interface Life {
  /** Outlives it where somebody remembers what it did: a pool that is remembered is never collected. */
  readonly id: symbol
  readonly pool: PagamioAuthPool
  /** The token that it was given last, by merchant. */
  readonly held: Map<string, string>
  /** Held until its death: when a garbage collector takes them is in no seed. */
  readonly instances: Set<PagamioAuth>
  dead: boolean
}

/** One process of the fleet, with clocks of its own. It may stand still, and when it has died another one takes its place. */
export class Member {
  readonly name: string
  readonly random: Random
  readonly clock: Clock
  /** When it went on after it had stood still. */
  stoodStillUntil = Number.NEGATIVE_INFINITY
  /** What becomes of it, now and then, when it has asked for something. */
  stumbles: 'stands still' | 'dies' | undefined
  /** The store has failed it, and it has not been answered for a minute since: it may go on alone. */
  get mayBeAlone(): boolean {
    return this.#scheduler.now < this.#aloneUntil
  }

  storeFailed(): void {
    this.#aloneUntil = Number.POSITIVE_INFINITY
  }

  storeAnswered(): void {
    if (this.#aloneUntil === Number.POSITIVE_INFINITY) this.#aloneUntil = this.#scheduler.now + 60_000
  }

  /** It cannot reach the store. */
  cut: 'refused' | 'silent' | 'answers are lost' | undefined
  #aloneUntil = Number.NEGATIVE_INFINITY
  readonly #scheduler: Scheduler
  readonly #start: (member: Member) => PagamioAuthPool
  readonly #rate: number
  #wallOffset: number
  #life: Life | undefined
  /** What came while it stood still: timers go before answers, as in an event loop. */
  #held: { timers: (() => void)[]; answers: (() => void)[] } | undefined

  constructor(name: string, scheduler: Scheduler, random: Random, start: (member: Member) => PagamioAuthPool) {
    this.name = name
    this.random = random
    this.#scheduler = scheduler
    this.#start = start
    this.#rate = 1 + random.between(-DRIFT, DRIFT)
    this.#wallOffset = random.between(-2_000, 2_000)
    const booted = random.between(1_000, 10 ** 9)
    this.clock = {
      now: () => Math.floor(WALL_START + scheduler.now * this.#rate + this.#wallOffset),
      monotonic: () => booted + scheduler.now * this.#rate,
      setTimeout: (callback, ms) => {
        const { life } = this
        const due = () => this.deliver(life, callback, 'timers')
        return scheduler.after(Math.max(1, ms) / this.#rate, due)
      },
      clearTimeout: (handle) => {
        if (handle) (handle as Happening).run = undefined
      },
    }
  }

  /** The process that runs now; it is started when it is first asked for. */
  get life(): Life {
    this.#life ??= {
      id: Symbol(this.name),
      pool: this.#start(this),
      held: new Map(),
      instances: new Set(),
      dead: false,
    }
    return this.#life
  }

  get standsStill(): boolean {
    return this.#held !== undefined
  }

  /** Brings something to a process, now or when it goes on; not to one that has died. */
  deliver(life: Life, run: () => void, what: 'timers' | 'answers'): void {
    if (life.dead) return
    if (this.#held) this.#held[what].push(() => this.deliver(life, run, what))
    else run()
  }

  standStill(ms: number): void {
    if (this.#held) return
    const held = { timers: [], answers: [] }
    this.#held = held
    this.#scheduler.after(ms, () => {
      if (this.#held === held) this.#goOn()
    })
  }

  die(): void {
    if (this.#life) this.#life.dead = true
    this.#life = undefined
    this.#held = undefined
    this.#aloneUntil = Number.NEGATIVE_INFINITY
  }

  setWall(ms: number): void {
    this.#wallOffset += ms
  }

  /** It has asked somebody for something. */
  asked(): void {
    if (!this.stumbles || this.random.next() > 0.02) return
    if (this.stumbles === 'dies') this.die()
    else this.standStill(this.random.between(1_000, 180_000))
  }

  #goOn(): void {
    const { timers = [], answers = [] } = this.#held ?? {}
    this.#held = undefined
    this.stoodStillUntil = this.#scheduler.now
    for (const run of [...timers, ...answers]) this.#scheduler.after(0, run)
  }
}
