import type { EndpointBudget, Waiter } from '../limit/endpoint-budget.ts'
import type { Place } from '../limit/line.ts'
import type { PermitSettlement } from '../limit/permit.ts'
import { closedFor } from '../limit/sliding-window.ts'
import type { Answer } from '../token/answer.ts'
import { CALL_DEADLINE_MS } from '../token/steps.ts'
import { alone, type Sharing } from './sharing.ts'

/** A call that begins later might end after its permit is forgotten, which a deadline and a window after it was given. */
const PERMIT_LASTS_MS = 10_000

/** Nobody reads it; an error of the platform's costs more than all the rest of an ending. */
const itIsOver = 'over'

interface StorePatience {
  /** How long the store gets for an answer now. */
  storeAnswerMs(): number
}

/** One call to a limited endpoint: its place in the queue, its permit, and what became of it. */
export class LimitedCall implements Waiter {
  readonly #budget: EndpointBudget
  readonly #key: string
  readonly #place: Place
  readonly #patience: StorePatience
  #waiter: Waiter | undefined
  #sharing = alone
  /** Ends the waiting for the store, which has been asked. */
  #storeWait: AbortController | undefined
  /** When it failed while it was being waited for. */
  #failedAt = Number.NEGATIVE_INFINITY
  #settled = false
  /** The store is being asked: what it is told meanwhile could come before what it was asked. */
  #asking = false

  constructor(parts: {
    budget: EndpointBudget
    /** What a store calls the limit. */
    key: string
    deadlineMs: number | undefined
    patience: StorePatience
  }) {
    this.#patience = parts.patience
    this.#budget = parts.budget
    this.#key = parts.key
    this.#place = parts.budget.place(parts.deadlineMs)
  }

  /** Waits for a permit, here and then in the store. */
  permit(sharing: Sharing, waiter: Waiter): void {
    this.#sharing = sharing
    this.#waiter = waiter
    this.#standInLine()
  }

  #standInLine(): void {
    this.#budget.permit(this.#place, CALL_DEADLINE_MS, this)
  }

  waits(ms: number, closed: boolean): void {
    // After leaving, an answer may still come from a store that was asked before.
    if (!this.left) this.#waiter?.waits(ms, closed)
  }

  /** Our own line. */
  over(granted: boolean): void {
    // After a 429 it takes minutes. The store may be back by then, and know of calls of other processes.
    const long = this.#budget.now - this.#failedAt > PERMIT_LASTS_MS
    // What fails of itself ends this wait, and no process: on its own it would be an unhandled rejection.
    if (granted && long && this.#sharing.kind === 'shared') this.#askStore().catch(() => this.#end(false))
    else this.#end(granted)
  }

  #end(granted: boolean): void {
    const given = granted && !this.left
    if (!given) this.return()
    this.#waiter?.over(given)
  }

  async #askStore(): Promise<void> {
    const waiting = new AbortController()
    if (this.#place.left) waiting.abort(itIsOver)
    this.#storeWait = waiting
    this.#asking = true
    let askedAt = this.#budget.now
    const there = await this.#sharing.permit({
      key: this.#key,
      ask: (placeMs) => {
        askedAt = this.#budget.now
        return this.#budget.ask(this.#place, CALL_DEADLINE_MS, placeMs)
      },
      signal: waiting.signal,
      onWait: (ms, closed) => this.waits(ms, closed),
      withinMs: () => this.#patience.storeAnswerMs(),
    })
    this.#asking = false
    if (there.granted === 'alone again') {
      this.#failedAt = this.#budget.now
      this.#budget.settle({ id: this.#place.id, outcome: 'unused', closedForMs: 0 })
      return this.#standInLine()
    }
    const granted = there.granted === 'granted'
    if (granted) this.#place.granted = { at: askedAt, closings: Math.max(this.#budget.closings, there.closings) }
    this.#end(granted)
  }

  get left(): boolean {
    return this.#place.left === true
  }

  /** The process has stood still since it got the permit: the limit may have been given to others by now. */
  get isOver(): boolean {
    const { granted } = this.#place
    return !granted || this.#budget.now > granted.at + PERMIT_LASTS_MS
  }

  /** Its waiting callers have changed: one has come, or the last one has left and it goes on without a caller. */
  move(deadlineMs: number | undefined): void {
    this.#budget.move(this.#place, deadlineMs)
  }

  /** Nobody waits for it any more. */
  leave(): void {
    this.#budget.leave(this.#place)
    this.#storeWait?.abort(itIsOver)
  }

  /** Gives the permit, or the place in the queue, back; not while it is being asked for, but then it is over soon. */
  return(): void {
    this.leave()
    if (!this.#asking) this.settle('unused')
  }

  /** Says what became of the call; after a 429, for how long the endpoint is closed. */
  answered(answer: Answer): { readonly closedForMs: number } {
    const closedForMs =
      answer.kind === 'limited' ? closedFor(this.#place.granted?.closings ?? 0, answer.failure.retryAfterMs) : 0
    this.settle(outcomeOf(answer), closedForMs)
    return { closedForMs }
  }

  /** Says what became of it, once; `closed` closes the endpoint for so long. */
  settle(outcome: PermitSettlement['outcome'], closedForMs = 0): void {
    if (this.#settled) return
    this.#settled = true
    const settlement = { id: this.#place.id, outcome, closedForMs }
    if (this.#place.granted) this.#budget.settle(settlement)
    // The store hears of a call that was made alone, too: it counts for the others.
    if (outcome !== 'unused' || this.#storeWait) this.#sharing.settlePermit(this.#key, settlement)
  }
}

/** A call that never left costs nobody a call. */
function outcomeOf(answer: Answer): PermitSettlement['outcome'] {
  if (answer.kind === 'token') return 'success'
  if (answer.kind === 'limited') return 'closed'
  return answer.kind !== 'unanswered' ? 'answered' : answer.mayBeSpent ? 'unanswered' : 'unused'
}
