import type { EndpointBudget } from '../limit/endpoint-budget.ts'
import type { Place } from '../limit/line.ts'
import type { PermitSettlement } from '../limit/permit.ts'
import { closedFor } from '../limit/sliding-window.ts'
import type { Answer } from '../token/answer.ts'
import { CALL_DEADLINE_MS } from '../token/steps.ts'
import type { Sharing } from './sharing.ts'

/** A call that begins later might end after its permit is forgotten, which a deadline and a window after it was given. */
const PERMIT_LASTS_MS = 10_000

/** Called with the wait, and whether a 429 is the reason. */
type OnWait = (ms: number, closed: boolean) => void

/** One call to a limited endpoint: its place in the queue, its permit, and what became of it. */
export class LimitedCall {
  readonly #budget: EndpointBudget
  readonly #sharing: Sharing
  readonly #key: string
  readonly #place: Place
  readonly #storeMs: () => number
  /** Closings in a row when the permit was given, here or in the store. */
  #closings = 0
  #askedStore = false
  /** When the permit was asked for that was given, monotonic. */
  #askedAt = Number.NEGATIVE_INFINITY
  #settled = false
  /** The store is being asked: what it is told meanwhile could come before what it was asked. */
  #asking = false

  constructor(parts: {
    budget: EndpointBudget
    sharing: Sharing
    /** What a store calls the limit. */
    key: string
    deadlineMs: number | undefined
    storeMs: () => number
  }) {
    this.#storeMs = parts.storeMs
    this.#budget = parts.budget
    this.#sharing = parts.sharing
    this.#key = parts.key
    this.#place = parts.budget.place(parts.deadlineMs)
  }

  /** Waits for a permit, here and then in the store; false if the signal aborts first. */
  permit(signal: AbortSignal, onWait: OnWait): Promise<boolean> {
    return this.#sharing.kind === 'shared' ? this.#permitThere(signal, onWait) : this.#permitHere(signal, onWait)
  }

  async #permitHere(signal: AbortSignal, onWait: OnWait): Promise<boolean> {
    const granted = await this.#budget.permit(this.#place, CALL_DEADLINE_MS, signal, onWait)
    this.#askedAt = this.#budget.now
    this.#closings = this.#budget.closings
    return granted
  }

  async #permitThere(signal: AbortSignal, onWait: OnWait): Promise<boolean> {
    if (!(await this.#permitHere(signal, onWait))) return false
    for (;;) {
      const there = await this.#askStore(signal, onWait)
      if (there.granted === 'granted') {
        this.#closings = Math.max(this.#budget.closings, there.closings)
        return true
      }
      if (there.granted === 'stopped') return false
      const failedAt = this.#budget.now
      this.#budget.settle({ id: this.#place.id, outcome: 'unused', closedForMs: 0 })
      if (!(await this.#permitHere(signal, onWait))) return false
      // After a 429 our own line takes minutes. The store may be back by then, and know of calls of other processes.
      if (this.#budget.now - failedAt <= PERMIT_LASTS_MS) return true
    }
  }

  async #askStore(signal: AbortSignal, onWait: OnWait): ReturnType<Sharing['permit']> {
    this.#askedStore = true
    const ask = (placeMs: number) => {
      this.#askedAt = this.#budget.now
      return this.#budget.ask(this.#place, CALL_DEADLINE_MS, placeMs)
    }
    this.#asking = true
    const there = await this.#sharing.permit({ key: this.#key, ask, signal, onWait, withinMs: this.#storeMs })
    this.#asking = false
    return there
  }

  /** The process has stood still since it got the permit: the limit may have been given to others by now. */
  get isOver(): boolean {
    return this.#budget.now > this.#askedAt + PERMIT_LASTS_MS
  }

  /** Its waiting callers have changed: one has come, or the last one has left and it goes on without a caller. */
  move(deadlineMs: number | undefined): void {
    this.#budget.move(this.#place, deadlineMs)
  }

  /** Gives the permit, or the place in the queue, back; not while it is being asked for, but then it is over soon. */
  return(): void {
    if (!this.#asking) this.settle('unused')
  }

  /** Says what became of the call; after a 429, for how long the endpoint is closed. */
  answered(answer: Answer): { readonly closedForMs: number } {
    const closedForMs = answer.kind === 'limited' ? closedFor(this.#closings, answer.failure.retryAfterMs) : 0
    this.settle(outcomeOf(answer), closedForMs)
    return { closedForMs }
  }

  /** Says what became of it, once; `closed` closes the endpoint for so long. */
  settle(outcome: PermitSettlement['outcome'], closedForMs = 0): void {
    if (this.#settled) return
    this.#settled = true
    const settlement = { id: this.#place.id, outcome, closedForMs }
    this.#budget.settle(settlement)
    // The store hears of a call that was made alone, too: it counts for the others.
    if (outcome !== 'unused' || this.#askedStore) this.#sharing.settlePermit(this.#key, settlement)
  }
}

/** A call that never left costs nobody a call. */
function outcomeOf(answer: Answer): PermitSettlement['outcome'] {
  if (answer.kind === 'token') return 'success'
  if (answer.kind === 'limited') return 'closed'
  return answer.kind !== 'unanswered' ? 'answered' : answer.mayBeSpent ? 'unanswered' : 'unused'
}
