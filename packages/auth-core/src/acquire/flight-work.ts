import { failure } from '../errors/failure.ts'
import type { Budget } from '../limit/budget.ts'
import { permitKey } from '../limit/permit-log.ts'
import type { Clock } from '../platform/clock.ts'
import { ignore } from '../platform/ignore.ts'
import { pause } from '../platform/pause.ts'
import { refusalKind } from '../token/note.ts'
import { CALL_DEADLINE_MS } from '../token/steps.ts'
import type { Action, Event, FlightEvent, Found } from '../token/transition.ts'
import type { Credentials } from '../vendor/credentials.ts'
import type { CredentialSource } from './credentials.ts'
import { LimitedCall } from './limited-call.ts'
import type { Lease, Sharing } from './sharing.ts'
import type { TokenEndpoint } from './token-endpoint.ts'

/** What the work of an acquisition needs from around it. */
export interface FlightWorkParts {
  readonly credentials: CredentialSource
  /** Loaded when it is needed: without a store nobody pays for it. */
  readonly sharing: () => Sharing | Promise<Sharing>
  readonly endpoint: TokenEndpoint
  readonly budget: Budget
  readonly origin: string
  readonly clock: Clock
  readonly random: () => number
}

/** Who drives an acquisition. */
export interface FlightDriver {
  dispatch(event: Event): void
  /** How long the token lives that a renewal would replace; `undefined` while somebody waits for it. */
  renewalDeadlineMs(): number | undefined
  /** How long the store gets for an answer now. */
  storeAnswerMs(): number
  rested(flight: number): void
}

export type ActionOf<Kind extends Action['do']> = Extract<Action, { readonly do: Kind }>

/** An event of this acquisition, before its number is added. */
type Answer = FlightEvent extends infer One ? (One extends FlightEvent ? Omit<One, 'flight'> : never) : never

/** Long enough for a crash loop or a loop in a shell, short enough for an account that was put right. */
const PASSWORD_REFUSED_MS = 10 * 60_000

/** Its permit was over. */
const neverSent = {
  kind: 'unanswered',
  failure: failure('endpoint_unavailable', 'The process stood still before it could send: nothing was sent.'),
  mayBeSpent: false,
} as const

/** Nobody reads it; an error of the platform's costs more than all the rest of an ending. */
const itIsOver = 'over'

/** Carries out the actions of one acquisition, and holds what belongs to it while anything of it is under way. */
export class FlightWork {
  readonly #parts: FlightWorkParts
  readonly #flight: number
  readonly #driver: FlightDriver
  /** It is over, and nothing of it is under way any more. */
  readonly rested: Promise<void>
  #onRest = ignore
  #credentials: Credentials | undefined
  #lease: Lease | undefined
  #call: LimitedCall | undefined
  /** Ends a pause, or the waiting for a permit. */
  #waiting: AbortController | undefined
  #over = false
  /** Actions that have not been answered yet. */
  #open = 0

  constructor(parts: FlightWorkParts, flight: number, driver: FlightDriver) {
    this.#parts = parts
    this.#flight = flight
    this.#driver = driver
    this.rested = new Promise((resolve) => {
      this.#onRest = resolve
    })
  }

  read(): void {
    this.#answer(async () => {
      const reading = await this.#parts.credentials.read(CALL_DEADLINE_MS)
      const failed = 'failure' in reading
      this.#credentials = failed ? reading.known : reading.credentials
      const account = this.#credentials?.username
      return failed
        ? { type: 'read', account, failure: reading.failure }
        : { type: 'read', account, refused: reading.refused, next: reading.next }
    })
  }

  look(): void {
    this.#ask(async (sharing, credentials) => ({
      type: 'looked',
      found: await sharing.look(credentials, this.#driver.storeAnswerMs()),
    }))
  }

  takeLease(): void {
    this.#ask(async (sharing, credentials) => {
      const lease = await sharing.takeLease(credentials, this.#driver.storeAnswerMs())
      const given = typeof lease === 'object'
      this.#lease = given ? lease : undefined
      return { type: 'leased', given: given || lease }
    })
  }

  mark({ set, ageMs }: ActionOf<'mark'>): void {
    this.#ask(async (sharing, credentials) => ({
      type: 'marked',
      done: await sharing.mark(credentials, set, ageMs, this.#driver.storeAnswerMs()),
    }))
  }

  check(): void {
    this.#ask(async (sharing, credentials) => ({
      type: 'checked',
      note: await sharing.check(credentials, this.#driver.storeAnswerMs()),
    }))
  }

  pause({ ms, jittered }: ActionOf<'pause'>): void {
    const { clock, random } = this.#parts
    const { signal } = this.#beginWaiting()
    this.#answer(async () => {
      await pause(clock, jittered ? ms * (0.75 + random() / 2) : ms, signal)
      return signal.aborted ? undefined : { type: 'woke' }
    })
  }

  queue({ endpoint }: ActionOf<'queue'>): void {
    const { signal } = this.#beginWaiting()
    this.#answer(async () => {
      const { budget, origin } = this.#parts
      const sharing = await this.#parts.sharing()
      const limits = budget.endpoint(origin, endpoint)
      const call = new LimitedCall({
        budget: limits,
        sharing,
        key: permitKey(origin, endpoint),
        deadlineMs: this.#driver.renewalDeadlineMs(),
        storeMs: () => this.#driver.storeAnswerMs(),
      })
      this.#call = call
      const onWait = (ms: number, closed: boolean) => this.#tell({ type: 'waiting', ms, closed })
      const granted = !signal.aborted && (await call.permit(signal, onWait))
      if (granted && !signal.aborted) return { type: 'granted', ours: this.#lease?.ours ?? true }
      call.return()
      return undefined
    })
  }

  /** A caller waits for it by now, or nobody any more. */
  move(): void {
    this.#call?.move(this.#driver.renewalDeadlineMs())
  }

  returnPermit(): void {
    this.#waiting?.abort(itIsOver)
    this.#call?.return()
  }

  call({ refreshToken }: ActionOf<'call'>): void {
    const { endpoint } = this.#parts
    const credentials = this.#credentials
    const lease = this.#lease
    const permit = this.#call
    this.#answer(async () => {
      if (refreshToken === undefined && !credentials) return undefined
      const send = () =>
        refreshToken === undefined ? endpoint.login(credentials as Credentials) : endpoint.refresh(refreshToken)
      const answer = permit?.isOver ? neverSent : await send()
      const forMs = permit?.answered(answer).closedForMs ?? 0
      if (answer.kind === 'limited') return { type: 'limited', failure: answer.failure, forMs }
      return { type: 'answered', answer, overtaken: lease !== undefined && !lease.ours }
    })
  }

  endLease(): void {
    const lease = this.#lease
    if (lease) this.#behind((sharing) => sharing.endLease(lease))
  }

  save({ set, ageMs }: ActionOf<'save'>, version: number): void {
    const { generation } = set
    const overtaken = (newer: Found) => this.#driver.dispatch({ type: 'overtaken', version, generation, newer })
    this.#behind((sharing, credentials) => sharing.save(credentials, set, ageMs, overtaken))
  }

  /** Remembers which values were refused; with a note other processes hear of it. */
  refusePassword({ failure, note }: ActionOf<'refuse password'>, count: number): void {
    const told = { refused: refusalKind(failure), forMs: PASSWORD_REFUSED_MS, count } as const
    if (this.#credentials) this.#parts.credentials.refuse(this.#credentials, failure)
    if (note) this.#behind((sharing, credentials) => sharing.refuse(credentials, told))
  }

  noteAccount({ forMs, count }: ActionOf<'note account'>): void {
    this.#behind((sharing, credentials) => sharing.refuse(credentials, { refused: 'account', forMs, count }))
  }

  disproveRefusal(): void {
    if (this.#credentials) this.#parts.credentials.accept(this.#credentials)
    this.#behind((sharing, credentials) => sharing.disproveRefusal(credentials))
  }

  /** Nobody waits for it any more; a call that is under way is still waited for. */
  end(): void {
    this.#over = true
    this.#waiting?.abort(itIsOver)
    this.#rest()
  }

  #beginWaiting(): AbortController {
    this.#waiting = new AbortController()
    return this.#waiting
  }

  #tell(event: Answer): void {
    this.#driver.dispatch({ ...event, flight: this.#flight } as Event)
  }

  /** Tells what an action came to. What is not ours ends the acquisition. */
  #answer(work: () => Promise<Answer | undefined>): void {
    this.#open++
    work()
      .catch((): Answer => ({ type: 'broke' }))
      .then((event) => {
        this.#open--
        if (event) this.#tell(event)
        this.#rest()
      })
      .catch(ignore)
  }

  #ask(work: (sharing: Sharing, credentials: Credentials) => Promise<Answer>): void {
    this.#answer(async () => {
      const sharing = await this.#parts.sharing()
      return this.#credentials && work(sharing, this.#credentials)
    })
  }

  /** What nobody waits for: it is written in the order in which it was decided. */
  #behind(work: (sharing: Sharing, credentials: Credentials) => void): void {
    const sharing = this.#parts.sharing()
    // It was read from before, so that it is loaded by now.
    if (this.#credentials && !(sharing instanceof Promise)) work(sharing, this.#credentials)
  }

  #rest(): void {
    if (!this.#over || this.#open > 0) return
    this.#driver.rested(this.#flight)
    this.#onRest()
  }
}
