import { type Clock, startTimer } from '../platform/clock.ts'
import { ignore } from '../platform/ignore.ts'
import { Turns } from '../platform/turns.ts'
import { type EndpointStatus, endpointStatus } from './endpoint-status.ts'
import { Line, type Place } from './line.ts'
import type { PermitAsk, PermitSettlement } from './permit.ts'
import { type CallLimit, type CallLog, emptyCallLog, settleCall, takeTurn, waitFor } from './sliding-window.ts'

/** How long after its own waking time a place still counts: a busy event loop is late, a dead Worker request never comes. */
const PLACE_GRACE_MS = 5_000
/** Goes behind all callers, and before all renewals. */
const NEWCOMER = { diesAt: undefined }

/** What waits at a place. */
export interface Waiter {
  /** It takes so long, now and whenever that changes; `closed`: because of a 429. Hearing it, a waiter may leave at once. */
  waits(ms: number, closed: boolean): void
  /** With a permit, or because the place was left. */
  over(granted: boolean): void
}

/** The calls of one endpoint of one origin, and the places that wait for the next one: of all that share a budget. */
export interface EndpointLog extends CallLog {
  readonly line: Line
}

export const emptyEndpointLog = (): EndpointLog => ({ ...emptyCallLog(), line: new Line() })

/** One endpoint of one origin, seen through the limits of one budget. */
export class EndpointBudget {
  readonly #log: EndpointLog
  readonly #limit: CallLimit
  readonly #clock: Clock

  constructor(log: EndpointLog, limit: CallLimit, clock: Clock) {
    this.#log = log
    this.#limit = limit
    this.#clock = clock
  }

  /** Monotonic, as the places and permits of this budget are. */
  get now(): number {
    return this.#clock.monotonic()
  }

  /** A place to wait at; with `deadlineMs` that of a renewal whose token lives so long. */
  place(deadlineMs: number | undefined): Place {
    return {
      id: this.#log.line.id(),
      diesAt: this.#diesAt(deadlineMs),
      keptUntil: Number.POSITIVE_INFINITY,
      arrival: undefined,
      wake: undefined,
      timer: undefined,
      left: false,
      granted: undefined,
    }
  }

  /** A caller waits for the renewal by now, or nobody any more. */
  move(place: Place, deadlineMs: number | undefined): void {
    this.#log.line.move(place, this.#diesAt(deadlineMs))
  }

  /** What this place asks for, here or in a store. */
  ask({ id, diesAt }: Place, callMs: number, placeMs: number): PermitAsk {
    const deadlineMs = diesAt === undefined ? undefined : diesAt - this.now
    return { id, deadlineMs, ...this.#limit, callMs, placeMs }
  }

  /**
   * Waits in line for a permit for a call that ends within `callMs`. Thousands may wait: each is a place, a timer and a
   * promise, and no function that stands still.
   */
  permit(place: Place, callMs: number, waiter: Waiter): void {
    this.#clock.clearTimeout(place.timer)
    const waitMs = place.left ? undefined : this.#takeTurn(place, callMs)
    if (waitMs) {
      waiter.waits(waitMs, this.closed)
      // Hearing of the wait, callers may leave at once, and with the last one the place is gone.
      if (!place.left) {
        const goOn = () => this.permit(place, callMs, waiter)
        this.#pause(place, waitMs).then(goOn).catch(ignore)
        return
      }
    }
    const { line } = this.#log
    const isFirst = line.ahead(place) < this.#limit.limit
    line.remove(place)
    if (isFirst) this.#wakeFirst()
    waiter.over(waitMs === 0)
  }

  /** Nobody waits at this place any more. */
  leave(place: Place): void {
    place.left = true
    place.wake?.()
  }

  /** Says what became of a permit, and wakes those that wait for one. */
  settle(settlement: PermitSettlement): void {
    settleCall(this.#log, settlement, this.now)
    // Everybody has longer to wait now, and some cannot.
    if (settlement.outcome === 'closed') this.#wakeAll()
    else this.#wakeFirst()
  }

  get windowMs(): number {
    return this.#limit.windowMs
  }

  /** A 429 has closed it, and the time is not over. */
  get closed(): boolean {
    const { closedUntil } = this.#log
    return closedUntil !== undefined && this.now < closedUntil
  }

  /** How many times in a row this endpoint was closed. */
  get closings(): number {
    return this.#log.closings
  }

  /** For `status()`. */
  status(): EndpointStatus {
    const { line } = this.#log
    const { now } = this
    const nextInMs = Math.ceil(waitFor(this.#log, this.#limit, line.ahead(NEWCOMER), now))
    return { ...endpointStatus(this.#log, this.#limit, nextInMs, now), waiting: line.size }
  }

  #diesAt(deadlineMs: number | undefined): number | undefined {
    return deadlineMs === undefined ? undefined : this.now + deadlineMs
  }

  /** How long it takes; 0, and it is given. */
  #takeTurn(place: Place, callMs: number): number {
    const { line } = this.#log
    const { now } = this
    this.#firstAlive(now)
    if (!line.has(place)) line.add(place)
    const waitMs = takeTurn(this.#log, this.ask(place, callMs, PLACE_GRACE_MS), line.ahead(place), now)
    if (waitMs === 0) place.granted = { at: now, closings: this.closings }
    place.keptUntil = now + waitMs + PLACE_GRACE_MS
    return waitMs
  }

  /**
   * Over early when something changes in the line, or the place is left. It is another request of a Worker that may wake
   * the place: only a promise goes on in the one that waits.
   */
  #pause(place: Place, ms: number): Promise<void> {
    const due = () => {
      // The places further ahead look first, even if their own timers are a little later.
      this.#wakeFirst()
      place.wake?.()
    }
    place.timer = startTimer(this.#clock, ms, due, true)
    return new Promise((resolve) => {
      place.wake = resolve
    })
  }

  #wakeAll(): void {
    const { line } = this.#log
    const turns = new Turns(this.#clock)
    for (const place of line.first(line.size)) turns.take(() => place.wake?.())
  }

  /** Those whose turn it may be: waking a long line would cost more than all its calls. */
  #wakeFirst(): void {
    for (const place of this.#firstAlive(this.now)) place.wake?.()
  }

  /** The first ones, without those that nobody looks after any more. */
  #firstAlive(now: number): Place[] {
    const { line } = this.#log
    for (;;) {
      const first = line.first(this.#limit.limit)
      const gone = first.filter(({ keptUntil }) => keptUntil <= now)
      if (gone.length === 0) return first
      for (const place of gone) line.remove(place)
    }
  }
}
