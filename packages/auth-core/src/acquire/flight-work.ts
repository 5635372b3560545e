import { failure } from '../errors/failure.ts'
import type { Budget } from '../limit/budget.ts'
import type { Waiter } from '../limit/endpoint-budget.ts'
import { permitKey } from '../limit/permit-log.ts'
import { type Clock, startTimer } from '../platform/clock.ts'
import { ignore } from '../platform/ignore.ts'
import type { LimitedEndpoint } from '../token/endpoint.ts'
import { refusalKind } from '../token/note.ts'
import { CALL_DEADLINE_MS } from '../token/steps.ts'
import type { FlightFact } from '../token/transition.ts'
import type { Credentials } from '../vendor/credentials.ts'
import type { CredentialSource, Reading } from './credentials.ts'
import type { FlightDriver } from './flight-driver.ts'
import { LimitedCall } from './limited-call.ts'
import { OpenActions } from './open-actions.ts'
import type { ActionOf, Claim, Sharing, StoreMessage, StoreQuestion } from './sharing.ts'
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

/** Long enough for a crash loop or a loop in a shell, short enough for an account that was put right. */
const PASSWORD_REFUSED_MS = 10 * 60_000

/** Its permit was over. */
const neverSent = {
  kind: 'unanswered',
  failure: failure('endpoint_unavailable', 'The process stood still before it could send: nothing was sent.'),
  mayBeSpent: false,
} as const

const noCalls = {}
const nothingRead = { credentials: undefined, lease: undefined }

/** Carries out the actions of one acquisition, and holds what belongs to it while anything of it is under way. */
export class FlightWork {
  readonly #parts: FlightWorkParts
  readonly #driver: FlightDriver
  readonly flight: number
  readonly #actions: OpenActions
  /** Since credentials have been read. */
  #claim: Claim | undefined
  /** Its places in line, and its permit. */
  #calls: { readonly [Endpoint in LimitedEndpoint]?: LimitedCall } = noCalls
  #endPause = ignore

  constructor(parts: FlightWorkParts, flight: number, driver: FlightDriver) {
    this.#parts = parts
    this.#driver = driver
    this.flight = flight
    this.#actions = new OpenActions(driver, flight)
  }

  /** It is over, and nothing of it is under way any more. */
  get rested(): Promise<void> {
    return this.#actions.rested
  }

  read(): void {
    const reading = this.#parts.credentials.read(CALL_DEADLINE_MS)
    this.#actions.open(reading.then((came) => this.#wasRead(came)))
  }

  #wasRead({ credentials, failure, refused, next }: Reading): void {
    this.#claim = credentials && { credentials, lease: this.#claim?.lease }
    this.#actions.answered({ type: 'read', account: credentials?.username, failure, refused, next })
  }

  pause({ ms, jittered }: ActionOf<'pause'>): void {
    const { clock, random } = this.#parts
    const paused = new Promise<FlightFact | undefined>((resolve) => {
      const woke = () => resolve({ type: 'woke' })
      const timer = startTimer(clock, jittered ? ms * (0.75 + random() / 2) : ms, woke, true)
      this.#endPause = () => {
        clock.clearTimeout(timer)
        resolve(undefined)
      }
    })
    this.#actions.answer(() => paused)
  }

  queue({ endpoint }: ActionOf<'queue'>): void {
    const { budget, origin } = this.#parts
    const call = new LimitedCall({
      budget: budget.endpoint(origin, endpoint),
      key: permitKey(origin, endpoint),
      deadlineMs: this.#driver.turnDeadlineMs(endpoint),
      patience: this.#driver,
    })
    this.#calls = { ...this.#calls, [endpoint]: call }
    const waiter: Waiter = {
      waits: (ms, closed) => this.#actions.tell({ type: 'waiting', endpoint, ms, closed }),
      // Told at once: of two permits that come together the first one gives back the other.
      over: (granted) => {
        const ours = this.#claim?.lease?.ours ?? true
        this.#actions.answered(granted ? { type: 'granted', endpoint, ours } : undefined)
      },
    }
    const permit = async () => call.permit(await this.#parts.sharing(), waiter)
    this.#actions.open(permit())
  }

  /** A caller waits for it by now, or nobody any more. */
  move(): void {
    for (const endpoint of ['login', 'refresh'] as const)
      this.#calls[endpoint]?.move(this.#driver.turnDeadlineMs(endpoint))
  }

  returnPermit(): void {
    for (const call of Object.values(this.#calls)) call.return()
  }

  leaveQueue({ endpoint }: ActionOf<'leave queue'>): void {
    this.#calls[endpoint]?.return()
  }

  call({ endpoint: called, refreshToken }: ActionOf<'call'>): void {
    const { endpoint } = this.#parts
    const { credentials, lease } = this.#claim ?? nothingRead
    const permit = this.#calls[called]
    this.#actions.answer(async () => {
      if (refreshToken === undefined && !credentials) return undefined
      const send = () =>
        refreshToken === undefined ? endpoint.login(credentials as Credentials) : endpoint.refresh(refreshToken)
      const answer = permit?.isOver ? neverSent : await send()
      const forMs = permit?.answered(answer).closedForMs ?? 0
      if (answer.kind === 'limited') return { type: 'limited', failure: answer.failure, forMs }
      return { type: 'answered', answer, overtaken: lease !== undefined && !lease.ours }
    })
  }

  ask(question: StoreQuestion): void {
    this.#actions.answer(async () => {
      const sharing = await this.#parts.sharing()
      return this.#claim && sharing.ask(question, this.#claim, this.#driver.storeAnswerMs())
    })
  }

  /** What nobody waits for: it is written in the order in which it was decided. */
  tell(message: StoreMessage): void {
    const sharing = this.#parts.sharing()
    // It was read from before, so that it is loaded by now.
    if (this.#claim && !(sharing instanceof Promise)) sharing.tell(message, this.#claim)
  }

  /** Remembers which values were refused; with a note other processes hear of it. */
  refusePassword(action: ActionOf<'refuse password'>, count: number): void {
    if (this.#claim) this.#parts.credentials.refuse(this.#claim.credentials, action.failure)
    if (!action.note) return
    const refused = refusalKind(action.failure)
    this.tell({ do: 'note refusal', note: { refused, forMs: PASSWORD_REFUSED_MS, count } })
  }

  disproveRefusal(): void {
    if (this.#claim) this.#parts.credentials.accept(this.#claim.credentials)
    this.tell({ do: 'disprove refusal' })
  }

  /** Nobody waits for it any more; a call that is under way is still waited for. */
  end(): void {
    this.#endPause()
    for (const call of Object.values(this.#calls)) call.leave()
    this.#actions.end()
  }
}
