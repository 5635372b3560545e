import type { Simulator } from '@pagamio/simulator'
import { type Incident, readIncident, recordIncident, replayIncident } from '../../src/incident/index.ts'
import {
  type AccessToken,
  type Budget,
  createPagamioAuth,
  isPagamioAuthError,
  type PagamioAuth,
} from '../../src/index.ts'
import { momentOf } from '../../src/platform/clock.ts'
import type { ManualClock } from '../../src/testing/index.ts'
import { Asks } from './ask.ts'
import { ClientModel } from './client-model.ts'
import { type CountedClock, countedClock } from './counted-clock.ts'
import { secretIn } from './secrets.ts'
import { wireTap } from './wire-tap.ts'

const TIMEOUT_MS = 30_000
const CLOSE_MS = 5_000
/** What the API may take for an answer, on top of what a caller waits for tokens. */
const API_MS = 10_000

export interface ClientParts {
  readonly simulator: Simulator
  readonly clock: ManualClock
  readonly budget: Budget
  readonly random: () => number
  readonly username: string
  readonly password: string
  readonly lifeMs: number
  readonly violate: (rule: string) => void
}

export interface GetOptions {
  readonly timeoutMs?: number | undefined
  readonly abortable?: boolean | undefined
  readonly rejected?: string | undefined
}

/** One instance under test, with its model, and everything that its callers were given. */
export class Client {
  readonly auth: PagamioAuth
  readonly model: ClientModel
  readonly asks: Asks
  readonly clock: CountedClock
  readonly username: string
  readonly lifeMs: number
  readonly #parts: ClientParts
  readonly #incident: Incident
  /** Somebody asked without waiting, which starts a flight that needs no caller. */
  startedAlone = false
  #fetches = 0

  constructor(parts: ClientParts) {
    const { simulator, username, password, budget, random, violate, lifeMs } = parts
    this.#parts = parts
    this.username = username
    this.lifeMs = lifeMs
    this.clock = countedClock(parts.clock)
    this.model = new ClientModel({ password, lifeMs, violate })
    this.asks = new Asks(parts.clock, violate)
    this.auth = createPagamioAuth({
      environment: 'sandbox',
      credentials: { username, password },
      fetch: wireTap({ simulator, clock: this.clock, model: this.model }),
      clock: this.clock,
      budget,
      random,
      timeoutMs: TIMEOUT_MS,
    })
    this.#incident = recordIncident(this.auth)
    this.auth.subscribe((event) => {
      this.#search('an event', event)
      if (event.type === 'acquired') this.model.acquired(event.generation)
      if (event.type === 'internal_error') this.#parts.violate(`an impossible event: ${event.event} at ${event.step}`)
    })
  }

  getToken({ timeoutMs, abortable, rejected }: GetOptions = {}): void {
    if (rejected !== undefined) this.model.blame(rejected)
    if (timeoutMs === 0) this.startedAlone = true
    const ready = this.model.readyAt(momentOf(this.clock))
    const controller = abortable ? new AbortController() : undefined
    const options = { timeoutMs, rejected, signal: controller?.signal }
    const plain = timeoutMs === undefined && rejected === undefined && !abortable
    const withinMs = ready === undefined ? (timeoutMs ?? TIMEOUT_MS) : 0
    const what = ready === undefined ? 'getToken' : '(11) getToken with a living token'
    this.asks.watch({ what, withinMs, controller }, this.auth.getToken(plain ? undefined : options), {
      resolved: (token) => this.#received(token, rejected),
      rejected: (error) => {
        if (ready !== undefined) this.#parts.violate('11: getToken rejects in spite of a living token')
        this.#failed(error, controller)
      },
    })
  }

  /** 401 for a token that was used once: an old one must cost nothing. */
  reportOld(rejected: string): void {
    const now = momentOf(this.clock)
    const mayFly = rejected === this.model.latest || !this.model.freshAt(now) || this.auth.status().acquiring
    const before = this.model.calls.length
    this.getToken({ rejected })
    if (!mayFly && (this.auth.status().acquiring || this.model.calls.length > before))
      this.#parts.violate('4: a late 401 for an old token starts a flight')
  }

  fetch(path: string, init: RequestInit & { abortable?: boolean; duplex?: 'half' } = {}): void {
    const { abortable, ...rest } = init
    const controller = abortable ? new AbortController() : undefined
    const headers = { 'x-call': `${++this.#fetches}`, 'content-type': 'application/json' }
    const withinMs = 2 * TIMEOUT_MS + 2 * API_MS
    const signal = controller ? { signal: controller.signal } : {}
    this.asks.watch(
      { what: 'fetch', withinMs, controller, inSteps: true },
      this.auth.fetch(path, { ...rest, ...signal, headers }),
      {
        rejected: (error) => this.#failed(error, controller),
      },
    )
  }

  setCredentials(password: string): void {
    this.model.credentialsSet(password)
    this.auth.setCredentials({ username: this.username, password })
  }

  close(): void {
    this.model.closed = true
    this.asks.watch({ what: 'close', withinMs: CLOSE_MS }, this.auth.close(), {})
  }

  check(): void {
    this.asks.check()
    this.#search('status()', this.auth.status())
  }

  checkQuiet(): void {
    const { referenced } = this.clock
    if (referenced > 0 && this.asks.pending.length === 0)
      this.#parts.violate(`12: ${referenced} timers that nobody waits for keep the process alive`)
  }

  /** Flights in the queue of the shared budget. */
  get queued(): number {
    const { login, refresh } = this.auth.status().budget
    return login.waiting + refresh.waiting
  }

  /** Long after close(): nothing is left, waits or ticks. */
  /** What the instance decided is what `decide` decides of the recorded trace, which holds no values. */
  checkTrace(): void {
    const text = this.#incident.text()
    for (const { step, event, differences } of replayIncident(readIncident(text)))
      if (differences.length > 0)
        this.#parts.violate(`the trace does not fit at step ${step}, "${event.type}": ${JSON.stringify(differences)}`)
    this.#search('the trace', text)
  }

  checkRemains(): void {
    const { state, acquiring, waiting, generation } = this.auth.status()
    const left = { asks: this.asks.pending.map(({ what }) => what), timers: this.clock.pending, acquiring, waiting }
    const { queued } = this
    if (state !== 'closed' || acquiring || waiting + queued + left.timers + left.asks.length > 0)
      this.#parts.violate(`12: left after close(): ${JSON.stringify({ state, ...left, queued })}`)
    if (generation !== undefined) this.#parts.violate('12: a token is held after close()')
    this.#search('the instance', this.auth)
  }

  #received(token: AccessToken, rejected: string | undefined): void {
    if (this.model.leftMs(token.value, momentOf(this.clock)) <= 0)
      this.#parts.violate('a token is handed out after its life, or was never issued')
    const printed = secretIn(token)
    if (printed !== undefined) this.#parts.violate('9: a token prints itself')
    if (rejected !== undefined && rejected !== this.model.latest && token.value === rejected)
      this.#parts.violate('4: an old rejected token is handed out again')
  }

  #failed(error: unknown, controller: AbortController | undefined): void {
    this.#search('an error', error)
    const ownAbort = controller?.signal.aborted && error === controller.signal.reason
    // Whatever the transport throws for an API call is the caller's to see.
    const transport = error instanceof TypeError && error.message === 'fetch failed'
    if (!isPagamioAuthError(error) && !ownAbort && !transport)
      this.#parts.violate(`9: a foreign error: ${String(error)}`)
  }

  #search(where: string, value: unknown): void {
    const secret = secretIn(value)
    if (secret !== undefined) this.#parts.violate(`9: ${where} holds ${secret}`)
  }
}
