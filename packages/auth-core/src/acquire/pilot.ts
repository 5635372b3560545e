import { isPagamioAuthError, PagamioAuthError } from '../errors/errors.ts'
import type { AcquisitionReason, LimitedEndpoint } from '../observe/events.ts'
import { takeTurn } from '../share/acquire-lease.ts'
import { noteRefusal, refusalElsewhere } from '../share/negative-cache.ts'
import { nextTrouble, type Trouble } from '../token/backoff.ts'
import { RefreshLosses } from '../token/refresh-attempts.ts'
import { type KeeperParts, TokenKeeper } from '../token/token-keeper.ts'
import type { Acquisition, TryEnd } from './acquisition.ts'
import type { CredentialSource, Credentials } from './credentials.ts'
import type { Flight, FlightEnd } from './flight.ts'
import { callLimited, type LimitedCallParts, type Sent } from './limited-call.ts'
import { type Answer, CALL_DEADLINE_MS } from './token-endpoint.ts'
import type { TokenResponse } from './token-response.ts'

/** Tokens that live shorter than this are no use over a network; asking for more of them is paced like a failure. */
const SHORTEST_USEFUL_MS = 5_000
const MOST_TRIES = 3

/** What a pilot needs beside what its calls need. */
export interface PilotParts extends LimitedCallParts, KeeperParts {
  readonly credentials: CredentialSource
  readonly random: () => number
}

/** Flies: one acquisition from credentials to a held token. Refresh where a living refresh token allows, else log in. */
export class Pilot {
  readonly #parts: PilotParts
  readonly #keeper: TokenKeeper
  readonly #losses = new RefreshLosses()
  /** Tokens in a row that were too short-lived: survives the successes in between. */
  #briefness: Trouble | undefined

  constructor(parts: PilotParts) {
    this.#parts = parts
    this.#keeper = new TokenKeeper(parts)
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
    this.#keeper.dropOthers(credentials)
    await this.#keeper.adopt(credentials, () => state.closed || source.username !== credentials.username)
    await refusalElsewhere(this.#parts, credentials)
  }

  /** Keeps the distance that the last failure asked for. A refresh that failed holds up no login for a dead token. */
  async #sitOut(flight: Flight): Promise<void> {
    const { state, clock } = this.#parts
    const { trouble } = state
    const waitMs = trouble ? trouble.until - clock.monotonic() : 0
    if (!trouble || waitMs <= 0 || (trouble.endpoint === 'refresh' && !this.#keeper.lives)) return
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
    this.#keeper.dropOthers(credentials)

    const adopt = () => this.#keeper.adopt(credentials, () => flight.stopped.aborted)
    // Nobody waits, and others may hold the same pair: there is time for the store to come back.
    const patient = () => {
      const { held } = state
      return flight.background && held !== undefined && shelf.shares(held.set) && this.#keeper.left(held) > held.aloneMs
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

  async #acquire({ flight, reason, credentials, unread, lease, adopt }: Acquisition): Promise<TryEnd> {
    const { state, clock, endpoint, shelf } = this.#parts
    const call = (name: LimitedEndpoint, send: () => Promise<Answer>) =>
      callLimited(this.#parts, flight, reason, name, lease, send)
    const { trouble, held } = state
    const resting = trouble?.endpoint === 'refresh' && clock.monotonic() < trouble.until
    // What other processes may be spending just now is left to them: spent twice, it would end the tokens of all.
    const contested = held !== undefined && shelf.contested(held.set, lease)
    const refreshToken = resting || contested ? undefined : this.#refreshToken()
    if (refreshToken !== undefined) {
      const sent = await call('refresh', () => endpoint.refresh(refreshToken))
      if (sent === undefined || flight.dropped) return 'again'
      const { answer } = sent
      const { kind } = answer
      if (kind === 'token' || (kind !== 'refused' && this.#keeper.lives)) return this.#read(sent, credentials)
      this.#losses.hear(answer)
      // With a dead token in hand, a refresh that failed is followed by a login, one for each step of the back-off.
      if (kind !== 'refused') this.#failed(answer.error, false, 'refresh')
      flight.unsend()
      const newer = await adopt()
      if (newer) return newer
    }
    if (unread) return this.#unread(unread, flight)
    if (held && this.#losses.garbled(held.set.generation) && this.#keeper.lives)
      return { error: this.#failed(unreadable(), true, 'refresh').retry }
    const heard = await refusalElsewhere(this.#parts, credentials)
    if (heard) return { error: this.#failed(heard, false, 'login').retry }
    if (flight.stopped.aborted) return 'again'
    const login = await call('login', () => endpoint.login(credentials))
    return login === undefined || flight.dropped ? 'again' : this.#read(login, credentials)
  }

  #read(sent: Sent, credentials: Credentials): TryEnd {
    const { answer, endpoint } = sent
    if (answer.kind === 'token') return this.#land(sent, answer.response, credentials)
    const { error } = answer
    if (answer.kind === 'refused') {
      this.#parts.credentials.refuse(credentials, error)
      noteRefusal(this.#parts, credentials, error)
      return { error: this.#failed(error, false, endpoint).retry }
    }
    if (endpoint === 'refresh') this.#losses.hear(answer)
    const failed = this.#failed(error, true, endpoint)
    if (endpoint === 'login' && error.code === 'account_forbidden') noteRefusal(this.#parts, credentials, failed.retry)
    return answer.kind === 'unanswered' || answer.passing ? failed : { error: failed.retry }
  }

  /** The held refresh token, where it lives, was not lost twice, and was not refused. */
  #refreshToken(): string | undefined {
    const { held } = this.#parts.state
    return held && !this.#losses.spent(held.set.generation) ? this.#keeper.refreshToken : undefined
  }

  /** Tokens that are of no use are asked for at a distance, as after a failure. */
  #land(sent: Sent, response: TokenResponse, credentials: Credentials): TryEnd {
    const { state, shelf } = this.#parts
    const { held, prolongs } = this.#keeper.land(sent, response, credentials)
    if (sent.endpoint === 'login') shelf.disproveRefusal(credentials)
    const left = this.#keeper.left(held)
    if (prolongs && left >= SHORTEST_USEFUL_MS) {
      this.#briefness = undefined
      return { held }
    }
    state.trouble = this.#briefness
    const seconds = Math.max(0, Math.round(left / 1000))
    const said = `The ${sent.endpoint} endpoint gave a token with ${seconds} s to live.`
    const failed = this.#failed(new PagamioAuthError('unexpected_response', said), true, undefined)
    this.#briefness = state.trouble
    return left > 0 ? { held } : { error: failed.retry }
  }

  /** Says so, and where it is to be remembered keeps a distance before the next try. */
  #failed(error: PagamioAuthError, remember: boolean, endpoint: LimitedEndpoint | undefined) {
    const { state, clock, random, emit } = this.#parts
    const trouble = remember ? nextTrouble(state.trouble, error, endpoint, clock.monotonic(), random) : undefined
    if (trouble) state.trouble = trouble
    const retry = trouble?.error ?? error
    const { code, status, retryAfterMs } = retry
    emit({ type: 'acquisition_failed', code, status, retryAfterMs, held: this.#keeper.lives })
    return { retry }
  }
}

const unreadable = () =>
  new PagamioAuthError('unexpected_response', 'The refresh endpoint answers what cannot be read.')
