import type { FetchLike } from '@pagamio/auth-core'
import { type ManualClock } from '@pagamio/auth-core/testing'
import type { LogEntry } from '@pagamio/simulator'
import type { Client, HeldToken, Place } from './client.ts'
import { createPagamio } from './pagamio.ts'
import { Process } from './process.ts'
import { randomOf } from './random.ts'
import type { Action, Scenario } from './scenario.ts'
import type { Work } from './work.ts'

const HERD = 20
/** A process calls for one of its merchants so often. */
const EVERY_MS = 15_000
/** An API call takes so long at most before a person has gone. */
const KEPT_CALLS_MS = 3_600_000

export interface SeenCall {
  /** Milliseconds from the start. */
  readonly at: number
  readonly endpoint: 'login' | 'refresh'
  readonly status: number | undefined
}

export interface SideView {
  readonly logins: number
  readonly refreshes: number
  /** Calls of the token endpoint that were answered 429. */
  readonly limited: number
  readonly served: number
  readonly failed: number
  readonly longestWaitMs: number
  /** Those of the last hour. */
  readonly calls: readonly SeenCall[]
  /** By process, then by merchant. */
  readonly tokens: readonly (readonly (HeldToken | undefined)[])[]
}

/** One way of doing it, against a Pagamio of its own, so that both can be compared in the same run. */
export class Side {
  readonly #scenario: Scenario
  readonly #clock: ManualClock
  readonly #startedAt: number
  readonly #random: () => number
  readonly #work: Work
  readonly #start: (place: Place) => Client
  readonly #pagamio: ReturnType<typeof createPagamio>
  readonly #processes: Process[] = []
  #calls: SeenCall[] = []
  #served = 0
  #failed = 0
  #longestWaitMs = 0

  constructor(scenario: Scenario, clock: ManualClock, work: Work, start: (place: Place) => Client) {
    this.#scenario = scenario
    this.#clock = clock
    this.#startedAt = clock.monotonic()
    this.#random = randomOf(scenario.seed)
    this.#work = work
    this.#start = start
    this.#pagamio = createPagamio(clock, scenario.merchants, (entry) => this.#see(entry))
    for (let index = 0; index < scenario.processes; index++) this.#open(index)
  }

  perform(action: Action): void {
    if (action === 'herd') for (const process of this.#processes) this.#herd(process)
    else if (action === 'revoke') this.#pagamio.revokeAll()
    else if (action === 'down') {
      this.#pagamio.failNext('login', { kind: 'status', status: 503 }, Number.POSITIVE_INFINITY)
      this.#pagamio.failNext('refresh', { kind: 'status', status: 503 }, Number.POSITIVE_INFINITY)
    } else if (action === 'up') this.#pagamio.clearFaults()
    else if (action === 'kill') this.#replace()
  }

  view(): SideView {
    return {
      logins: this.#pagamio.count('login'),
      refreshes: this.#pagamio.count('refresh'),
      limited: this.#pagamio.count('login', 'rate_limited') + this.#pagamio.count('refresh', 'rate_limited'),
      served: this.#served,
      failed: this.#failed,
      longestWaitMs: this.#longestWaitMs,
      calls: this.#calls,
      tokens: this.#processes.map(({ client }) =>
        Array.from({ length: this.#scenario.merchants }, (_, index) => client.token(index + 1)),
      ),
    }
  }

  #open(index: number): void {
    const fetch: FetchLike = (input, init) => this.#work.of(this.#pagamio.fetch(input, init))
    const process = new Process(this.#clock, fetch, this.#random, this.#start)
    this.#processes[index] = process
    this.#callNowAndThen(process, this.#random() * EVERY_MS)
  }

  /** The first of those that are there dies. */
  #replace(): void {
    const [first] = this.#processes
    if (!first) return
    first.die()
    this.#open(0)
  }

  #callNowAndThen(process: Process, afterMs: number): void {
    this.#clock.setTimeout(() => {
      if (process.dead) return
      void this.#call(process, 1 + Math.floor(this.#random() * this.#scenario.merchants))
      this.#callNowAndThen(process, EVERY_MS)
    }, afterMs)
  }

  #herd(process: Process): void {
    for (let call = 0; call < HERD; call++) void this.#call(process, 1 + (call % this.#scenario.merchants))
  }

  async #call(process: Process, merchant: number): Promise<void> {
    const begun = this.#clock.monotonic()
    const served = await process.client.call(merchant).then(
      ({ ok }) => ok,
      () => false,
    )
    this.#longestWaitMs = Math.max(this.#longestWaitMs, this.#clock.monotonic() - begun)
    if (served) this.#served++
    else this.#failed++
  }

  #see({ endpoint, status, at }: LogEntry): void {
    if (endpoint !== 'login' && endpoint !== 'refresh') return
    const seen = { at: at - this.#startedAt, endpoint, status } as const
    this.#calls = [...this.#calls.filter((call) => call.at > seen.at - KEPT_CALLS_MS), seen]
  }
}
