import { type Failure, passwordRefused } from '../errors/failure.ts'
import { hearing, type Listeners } from '../observe/events.ts'
import { momentOf, startTimer } from '../platform/clock.ts'
import { ignore, settleQuietly } from '../platform/ignore.ts'
import { ImpossibleEvent } from '../token/acquisition.ts'
import { refusalNow } from '../token/caller-answer.ts'
import { decide } from '../token/decide.ts'
import type { LimitedEndpoint } from '../token/endpoint.ts'
import type { EventFacts } from '../token/event-facts.ts'
import type { State } from '../token/state.ts'
import { CALL_DEADLINE_MS } from '../token/steps.ts'
import { STORE_ANSWER_MS, storeAnswerMs } from '../token/store-patience.ts'
import type { Action, Event, Found } from '../token/transition.ts'
import { turnDeadlineMs } from '../token/turn-deadline.ts'
import type { CredentialsOption } from './credentials-option.ts'
import type { FlightDriver } from './flight-driver.ts'
import { FlightWork, type FlightWorkParts } from './flight-work.ts'
import type { Merchant } from './merchant.ts'
import { Waiters } from './waiters.ts'

const MOST_WATCHES = 1_000
const WATCH_AGAIN_MS = 1_000

/** What an instance needs from around it to acquire tokens. */
export interface AcquirerParts extends FlightWorkParts {
  readonly merchant: Merchant
  /** What was made of it, and is closed with it. */
  readonly pool: { readonly closed: boolean }
  /** What is being written to the store, if anything is. */
  readonly saved: () => Promise<unknown>
  readonly emit: (event: EventFacts) => void
  readonly waitUntil: (promise: Promise<unknown>) => unknown
  /** They hear what is decided of any merchant. */
  readonly audiences: readonly Listeners[]
}

/** Carries out what `decide` says, and tells it what came of it. All state is one value, changed in one assignment. */
export class Acquirer implements FlightDriver {
  readonly merchant: Merchant
  /** The instance that was made of it. A reference to one of its methods keeps the whole. */
  owner: object | undefined
  readonly waiters: Waiters
  readonly #parts: AcquirerParts
  /** Of the acquisition under way, and of those that were given up while their call is. */
  #work: readonly FlightWork[] = []
  /** What is being carried out, and what has been decided meanwhile. */
  #running: Action[] | undefined
  /** Begun last, by a caller or behind their backs. */
  #underWay: FlightWork | undefined
  /** How many callers watch it, and when the next one may. */
  #watched = 0
  #watchAgainAt = 0
  /** The last acquisition, with everything that was to be saved of it. */
  #settled: Promise<unknown> = Promise.resolve()

  constructor(parts: AcquirerParts) {
    this.#parts = parts
    this.merchant = parts.merchant
    this.waiters = new Waiters(parts.clock, this)
  }

  get state(): State {
    return this.merchant.state
  }

  /** The state for a caller. A pool closes its instances in turns: one that is asked before its turn is closed then. */
  get current(): State {
    this.#closeWithPool()
    return this.state
  }

  #closeWithPool(): void {
    if (this.#parts.pool.closed && !this.state.closed) this.dispatch({ type: 'closed' })
  }

  /** The only way in which the state changes. */
  dispatch(event: Event): void {
    const { clock, random, emit, audiences } = this.#parts
    // A merchant that leaves a line lets others look again how long they wait: that must not close them all in one go.
    if (event.type !== 'closed' && event.type !== 'waiting') this.#closeWithPool()
    const before = this.state
    const now = { ...momentOf(clock), random: random() }
    let actions: readonly Action[] = []
    try {
      ;[this.merchant.state, actions] = decide(before, event, now)
    } catch (error) {
      if (!(error instanceof ImpossibleEvent)) throw error
      emit({ type: 'internal_error', event: error.event, step: error.step })
    }
    for (const audience of hearing(this.merchant, audiences))
      if (audience.steps.size > 0) audience.took({ before, event, now, after: this.state, actions }, this.merchant)
    const { flight } = this.state
    if (flight && flight.background !== before.flight?.background) this.#workOf(flight.id)?.move()
    this.#run(actions)
  }

  /**
   * For a waiting caller: on Workers a promise of a request that has ended rejects at once, and that is how one hears
   * that an acquisition has died with its request. It costs a little memory each time until the acquisition is over, so
   * that only some callers do it.
   */
  watch(): void {
    const now = this.#parts.clock.monotonic()
    if (!this.#underWay || (this.#watched >= MOST_WATCHES && now < this.#watchAgainAt)) return
    const { flight, rested } = this.#underWay
    this.#watched++
    this.#watchAgainAt = now + WATCH_AGAIN_MS
    rested.catch(() => this.dispatch({ type: 'broke', flight }))
  }

  /** Takes over what a store holds, without a call. */
  async restore(): Promise<Failure | undefined> {
    const { credentials: source, clock } = this.#parts
    if (refusalNow(this.current, momentOf(clock))) return undefined
    const { version } = this.state.credentials
    const sharing = await this.#parts.sharing()
    // Of a password that is changed there are two.
    for (let another = true; ; another = false) {
      const reading = await source.read(CALL_DEADLINE_MS)
      if (reading.failure) return reading.failure
      if (reading.refused) return reading.refused
      const { credentials } = reading
      const found = (await sharing.look(credentials, STORE_ANSWER_MS)) || undefined
      const note = await sharing.check(credentials, STORE_ANSWER_MS)
      if (another && reading.next && note?.refused === 'password') source.refuse(credentials, passwordRefused)
      else {
        this.dispatch({ type: 'restored', version, account: credentials.username, found, note })
        const { refused } = this.state
        if (note && note.refused !== 'account' && refused) source.refuse(credentials, refused.failure)
        return undefined
      }
    }
  }

  /** @throws PagamioAuthError `invalid_options`; then nothing has changed */
  replaceCredentials(option: CredentialsOption): void {
    const { credentials } = this.#parts
    credentials.replace(option)
    this.dispatch({ type: 'replaced', account: credentials.known?.username, reread: credentials.isFunction })
  }

  /** Begins nothing new; resolves when what was sent has been answered and saved. */
  async close(): Promise<void> {
    this.dispatch({ type: 'closed' })
    await this.#settled
  }

  /** Resolves when what was begun last is over, and saved; at the latest at `by`, monotonic. */
  async settled(by: number): Promise<void> {
    const { clock } = this.#parts
    const ms = by - clock.monotonic()
    if (ms <= 0) return
    await new Promise<void>((resolve) => {
      const timer = startTimer(clock, ms, resolve)
      const done = () => {
        clock.clearTimeout(timer)
        resolve()
      }
      this.#settled.then(done, done)
    })
  }

  turnDeadlineMs(endpoint: LimitedEndpoint): number | undefined {
    return turnDeadlineMs(this.state, endpoint, momentOf(this.#parts.clock))
  }

  storeAnswerMs(): number {
    return storeAnswerMs(this.state, momentOf(this.#parts.clock))
  }

  rested(flight: number): void {
    this.#work = this.#work.filter((work) => work.flight !== flight)
  }

  #run(actions: readonly Action[]): void {
    // An action may bring about an event at once: its actions come after those that were decided before.
    if (this.#running) {
      this.#running.push(...actions)
      return
    }
    this.#running = [...actions]
    try {
      for (const action of this.#running) this.#carryOut(action)
    } finally {
      this.#running = undefined
    }
  }

  #carryOut(action: Action): void {
    if (action.do === 'tell') this.#parts.emit(action.event)
    else if (action.do === 'wake') this.waiters.wake()
    else if (action.do === 'begin') this.#begin(action.flight)
    else {
      const work = this.#workOf(action.flight)
      if (work) this.#workOn(work, action)
    }
  }

  #workOf(flight: number): FlightWork | undefined {
    return this.#work.find((work) => work.flight === flight)
  }

  /** Hears what newer set was in the store already. */
  #overtakenIn({ set: { generation } }: Extract<Action, { do: 'save' }>): (newer: Found) => void {
    const { version } = this.state.credentials
    return (newer) => this.dispatch({ type: 'overtaken', version, generation, newer })
  }

  #begin(flight: number): void {
    const work = new FlightWork(this.#parts, flight, this)
    const { rested } = work
    this.#work = this.#work.concat(work)
    this.#underWay = work
    this.#watched = 0
    this.#settled = rested.then(this.#parts.saved).catch(ignore)
    try {
      settleQuietly(this.#parts.waitUntil(this.#settled))
    } catch {}
  }

  #workOn(work: FlightWork, action: Exclude<Action, { do: 'tell' | 'wake' | 'begin' }>): void {
    switch (action.do) {
      case 'read':
        work.read()
        break
      case 'look':
      case 'lease':
      case 'mark':
      case 'check':
        work.ask(action)
        break
      case 'pause':
        work.pause(action)
        break
      case 'queue':
        work.queue(action)
        break
      case 'return permit':
        work.returnPermit()
        break
      case 'leave queue':
        work.leaveQueue(action)
        break
      case 'call':
        work.call(action)
        break
      case 'end lease':
        work.tell(action)
        break
      case 'note account':
        work.tell({ do: 'note refusal', note: { refused: 'account', forMs: action.forMs, count: action.count } })
        break
      case 'save':
        work.tell({ ...action, overtaken: this.#overtakenIn(action) })
        break
      case 'refuse password':
        work.refusePassword(action, this.state.backoff?.count ?? 1)
        break
      case 'disprove refusal':
        work.disproveRefusal()
        break
      case 'settle':
        this.waiters.settle(action.end)
        work.end()
        break
    }
  }
}
