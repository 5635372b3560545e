import type { Acquisition, TryEnd } from './acquisition.ts'
import type { CredentialSource, Credentials } from './credentials.ts'
import { isPagamioAuthError, PagamioAuthError } from './errors.ts'
import type { AcquisitionReason, LimitedEndpoint } from './events.ts'
import type { Flight, FlightEnd } from './flight.ts'
import { type HeldToken, holdToken, momentOf, remainingMs } from './held-token.ts'
import { type Landing, landingOf } from './landing.ts'
import { callLimited, type LimitedCallParts, type Sent } from './limited-call.ts'
import { RefreshLosses } from './refresh-losses.ts'
import { isRejected } from './rejection.ts'
import { takeTurn } from './shared-flight.ts'
import { type Answer, CALL_DEADLINE_MS, refusal } from './token-endpoint.ts'
import type { TokenState } from './token-manager.ts'
import type { TokenResponse } from './token-response.ts'
import { nextTrouble, type Trouble } from './trouble.ts'

/** Tokens that live shorter than this are no use over a network; asking for more of them is paced like a failure. */
const SHORTEST_USEFUL_MS = 5_000
const MOST_TRIES = 3

/** What a pilot needs beside what its calls need. */
export interface PilotParts extends LimitedCallParts {
  readonly state: TokenState
  readonly credentials: CredentialSource
  readonly random: () => number
  readonly jitter: number
}

/** Flies: one acquisition from credentials to a held token. Refresh where a living refresh token allows, else log in. */
export class Pilot {
  readonly #parts: PilotParts
  readonly #losses = new RefreshLosses()
  #highestGeneration = 0
  /** Tokens in a row that were too short-lived: survives the successes in between. */
  #briefness: Trouble | undefined

  constructor(parts: PilotParts) {
    this.#parts = parts
  }

  readonly fly = async (flight: Flight, reason: AcquisitionReason): Promise<FlightEnd> => {
    for (let tries = 1; ; tries++) {
      await this.#sitOut(flight)
      if (flight.stopped.aborted) return 'again'
      const end = await this.#try(flight, reason)
      if (flight.dropped) return 'again'
      if (typeof end === 'string' || !('retry' in end)) return end
      const count = Math.max(tries, this.#parts.state.trouble?.count ?? 0)
      if (count >= MOST_TRIES || flight.waiting === 0 || flight.stopped.aborted) return { error: end.retry }
      flight.unsend()
    }
  }

  /** Takes over what the store knows of these credentials, a token set or a refusal, without a call. */
  readonly restore = async (): Promise<void> => {
    const { state, credentials: source } = this.#parts
    if (source.refusalNow()) return
    const credentials = await source.read(CALL_DEADLINE_MS)
    this.#dropOthers(credentials)
    await this.#adopt(credentials, () => state.closed || source.username !== credentials.username)
    await this.#refusedElsewhere(credentials)
  }

  /** Keeps the distance that the last failure asked for. A refresh that failed holds up no login for a dead token. */
  async #sitOut(flight: Flight): Promise<void> {
    const { state, clock } = this.#parts
    const { trouble } = state
    const waitMs = trouble ? trouble.until - clock.monotonic() : 0
    if (!trouble || waitMs <= 0 || (trouble.endpoint === 'refresh' && !this.#heldLives())) return
    flight.blockFor(waitMs, trouble.error)
    await flight.pause(waitMs)
    flight.unblock()
  }

  async #try(flight: Flight, reason: AcquisitionReason): Promise<TryEnd> {
    const { state, credentials: source, shelf } = this.#parts
    flight.expectWithin(CALL_DEADLINE_MS)
    let unread: PagamioAuthError | undefined
    const credentials = await source.read(CALL_DEADLINE_MS).catch((error) => {
      if (!isPagamioAuthError(error)) throw error
      unread = error
      // A vault that is down is no reason not to refresh.
      const known = error.code === 'credentials_unavailable' && this.#refreshToken() ? source.known : undefined
      return known ?? this.#unread(error, flight)
    })
    if ('error' in credentials) return credentials
    if (flight.stopped.aborted) return 'again'
    this.#dropOthers(credentials)

    const adopt = () => this.#adopt(credentials, () => flight.stopped.aborted)
    // Nobody waits, and others may hold the same pair: there is time for the store to come back.
    const patient = () => {
      const { held } = state
      return flight.background && held !== undefined && shelf.shares(held.set) && this.#left(held) > held.aloneMs
    }
    const turn = await takeTurn(this.#parts, flight, credentials, adopt, patient)
    if (turn === 'again' || 'held' in turn) return turn
    const { lease } = turn
    try {
      return await this.#acquire({ flight, reason, credentials, unread, lease, adopt })
    } finally {
      if (lease) shelf.endLease(lease, credentials)
    }
  }

  /** Not remembered, unless nobody waits: then a broken function would be asked at each call. */
  #unread(error: PagamioAuthError, flight: Flight): { readonly error: PagamioAuthError } {
    return { error: this.#failed(error, flight.background, undefined).retry }
  }

  /** A function may come with another merchant's credentials. */
  #dropOthers({ username }: Credentials): void {
    const { state } = this.#parts
    if (state.held && state.held.username !== username) state.held = undefined
  }

  async #acquire({ flight, reason, credentials, unread, lease, adopt }: Acquisition): Promise<TryEnd> {
    const { state, clock, endpoint, shelf } = this.#parts
    const call = (name: LimitedEndpoint, send: () => Promise<Answer>) =>
      callLimited(this.#parts, flight, reason, name, lease, send)
    const { trouble, held } = state
    const resting = trouble?.endpoint === 'refresh' && clock.monotonic() < trouble.until
    // What other processes may be spending just now is spent under the lease only: twice, it would end them all.
    const contested = lease === undefined && held !== undefined && shelf.shares(held.set)
    const refreshToken = resting || contested ? undefined : this.#refreshToken()
    if (refreshToken !== undefined) {
      const sent = await call('refresh', () => endpoint.refresh(refreshToken))
      if (sent === undefined || flight.dropped) return 'again'
      const { answer } = sent
      const { kind } = answer
      if (kind === 'token' || (kind !== 'refused' && this.#heldLives())) return this.#read(sent, credentials)
      this.#losses.hear(answer)
      // With a dead token in hand, a refresh that failed is followed by a login, one for each step of the back-off.
      if (kind !== 'refused') this.#failed(answer.error, false, 'refresh')
      flight.unsend()
      const newer = await adopt()
      if (newer) return newer
    }
    if (unread) return this.#unread(unread, flight)
    if (held && this.#losses.garbled(held.set.generation) && this.#heldLives())
      return { error: this.#failed(unreadable(), true, 'refresh').retry }
    if (await this.#refusedElsewhere(credentials)) return { error: this.#failed(refusal(), false, 'login').retry }
    if (flight.stopped.aborted) return 'again'
    const login = await call('login', () => endpoint.login(credentials))
    return login === undefined || flight.dropped ? 'again' : this.#read(login, credentials)
  }

  /** Another process, or this one before it was restarted, has heard lately that the password is refused. */
  async #refusedElsewhere(credentials: Credentials): Promise<boolean> {
    const { shelf, credentials: source } = this.#parts
    const ageMs = await shelf.refusalAgeMs(credentials)
    if (ageMs === undefined || source.lifted(ageMs)) return false
    source.refuse(credentials, refusal())
    return true
  }

  #read(sent: Sent, credentials: Credentials): TryEnd {
    const { answer, endpoint } = sent
    if (answer.kind === 'token') return this.#land(sent, answer.response, credentials)
    const { error } = answer
    if (answer.kind === 'refused') {
      this.#parts.credentials.refuse(credentials, error)
      this.#parts.shelf.saveRefusal(credentials)
      return { error: this.#failed(error, false, endpoint).retry }
    }
    if (endpoint === 'refresh') this.#losses.hear(answer)
    const failed = this.#failed(error, true, endpoint)
    return answer.kind === 'unanswered' || answer.passing ? failed : { error: failed.retry }
  }

  /** The held refresh token, where it lives, was not lost twice, and was not refused. */
  #refreshToken(): string | undefined {
    const { held } = this.#parts.state
    if (held?.set.refreshToken === undefined) return undefined
    if (this.#losses.spent(held.set.generation)) return undefined
    const left = remainingMs(held.set.refreshLifetimeMs, held.askedAt, momentOf(this.#parts.clock))
    return left > 0 ? held.set.refreshToken : undefined
  }

  #left(held: HeldToken): number {
    return remainingMs(held.set.lifetimeMs, held.askedAt, momentOf(this.#parts.clock))
  }

  #heldLives(): boolean {
    const { held, rejection } = this.#parts.state
    return held !== undefined && !isRejected(rejection, held.set) && this.#left(held) > 0
  }

  /** A newer set from the store: held where it is of use, and the end of the flight where its token lives. */
  async #adopt(credentials: Credentials, over: () => boolean): Promise<{ held: HeldToken } | undefined> {
    const { state, clock, shelf, emit } = this.#parts
    const stored = await shelf.load(credentials)
    if (stored === undefined || over()) return undefined
    const { set, ageMs } = stored
    const before = state.held
    this.#highestGeneration = Math.max(this.#highestGeneration, set.generation)
    if (set.accessToken === before?.set.accessToken) return undefined
    const now = momentOf(clock)
    const found = this.#hold({ set, askedAt: { wall: now.wall - ageMs, mono: now.mono - ageMs } }, credentials)
    const lives = this.#left(found) > found.mustMs
    const newer = !before || set.generation > before.set.generation
    if (!newer && (!lives || this.#heldLives())) return undefined
    state.held = found
    if (!lives) return undefined
    state.trouble = undefined
    emit({ type: 'adopted', generation: set.generation, expiresAt: found.token.expiresAt })
    return { held: found }
  }

  /** Holds what came, as one value in one assignment, and saves it behind the callers' backs. */
  #land(sent: Sent, response: TokenResponse, credentials: Credentials): TryEnd {
    const { state, clock, shelf, emit } = this.#parts
    const leftBefore = state.held && this.#heldLives() ? this.#left(state.held) : 0
    const highest = Math.max(this.#highestGeneration, state.held?.set.generation ?? 0)
    const landing = landingOf(response, sent, state.held, highest)
    const held = this.#hold(landing, credentials)
    const left = this.#left(held)
    const { generation, lifetimeMs } = landing.set
    this.#highestGeneration = generation
    // After close() it is handed to those who waited, and saved, but not kept.
    state.held = state.closed ? undefined : held
    state.trouble = undefined
    for (const warning of response.warnings) emit({ type: 'response_warning', warning })
    const { endpoint, sentAt } = sent
    const tookMs = clock.monotonic() - sentAt.mono
    emit({ type: 'acquired', endpoint, generation, expiresAt: held.token.expiresAt, lifetimeMs, tookMs })
    // Who was stopped for long may find that another process has landed later: then its tokens are the ones to use.
    shelf.save(credentials, landing.set, lifetimeMs - left, () =>
      this.#adopt(credentials, () => state.closed || state.held !== held),
    )
    if (left > leftBefore && left >= SHORTEST_USEFUL_MS) {
      this.#briefness = undefined
      return { held }
    }
    state.trouble = this.#briefness
    const seconds = Math.max(0, Math.round(left / 1000))
    const error = new PagamioAuthError(
      'unexpected_response',
      `The ${endpoint} endpoint gave a token with ${seconds} s to live.`,
    )
    const failed = this.#failed(error, true, undefined)
    this.#briefness = state.trouble
    return left > 0 ? { held } : { error: failed.retry }
  }

  #hold({ set, askedAt }: Landing, { username }: Credentials): HeldToken {
    const { state, clock, jitter } = this.#parts
    const replacement = state.held !== undefined && state.held.set.generation === state.rejection.generation
    return holdToken(set, { username, askedAt, landedAt: clock.monotonic(), replacement, jitter })
  }

  /** Says so, and where it is to be remembered keeps a distance before the next try. */
  #failed(error: PagamioAuthError, remember: boolean, endpoint: LimitedEndpoint | undefined) {
    const { state, clock, random, emit } = this.#parts
    const trouble = remember ? nextTrouble(state.trouble, error, endpoint, clock.monotonic(), random) : undefined
    if (trouble) state.trouble = trouble
    const retry = trouble?.error ?? error
    const { code, status, retryAfterMs } = retry
    emit({ type: 'acquisition_failed', code, status, retryAfterMs, held: this.#heldLives() })
    return { retry }
  }
}

const unreadable = () =>
  new PagamioAuthError('unexpected_response', 'The refresh endpoint answers what cannot be read.')
