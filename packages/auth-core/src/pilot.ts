import type { CredentialSource, Credentials } from './credentials.ts'
import { isPagamioAuthError, PagamioAuthError } from './errors.ts'
import type { AcquisitionReason } from './events.ts'
import type { Flight, FlightEnd } from './flight.ts'
import { type HeldToken, holdToken, momentOf, remainingMs } from './held-token.ts'
import { callLimited, type LimitedCallParts, type Sent } from './limited-call.ts'
import { CALL_DEADLINE_MS } from './token-endpoint.ts'
import type { TokenState } from './token-manager.ts'
import type { TokenResponse } from './token-response.ts'
import type { TokenShelf } from './token-shelf.ts'
import { nextTrouble } from './trouble.ts'

const REFRESH_LIFETIME_MS = 7 * 24 * 60 * 60_000
/** Tokens that live shorter than this are no use over a network; asking for more of them is paced like a failure. */
const SHORTEST_USEFUL_MS = 5_000
/** A refresh sent and not answered is replayed once, then its token counts as spent. */
const MOST_LOSSES = 2
const MOST_TRIES = 3

/** What a pilot needs beside what its calls need. */
export interface PilotParts extends LimitedCallParts {
  readonly state: TokenState
  readonly credentials: CredentialSource
  readonly shelf: TokenShelf
  readonly random: () => number
  readonly jitter: number
}

/** Flies: one acquisition from credentials to a held token. Refresh where a living refresh token allows, else log in. */
export class Pilot {
  readonly #parts: PilotParts
  /** Calls with the held refresh token that went unanswered, by its generation. */
  #losses = { generation: 0, count: 0 }
  #highestGeneration = 0

  constructor(parts: PilotParts) {
    this.#parts = parts
  }

  readonly fly = async (flight: Flight, reason: AcquisitionReason): Promise<FlightEnd> => {
    const { state, clock, credentials: source } = this.#parts
    try {
      await this.#sitOut(flight)
      flight.expectWithin(CALL_DEADLINE_MS)
      const credentials = await source.read(CALL_DEADLINE_MS)
      if (flight.abandoned.aborted) return 'again'
      if (state.held && state.held.username !== credentials.username) state.held = undefined
      return (await this.#adopt(flight, credentials)) ?? (await this.#acquire(flight, reason, credentials))
    } catch (error) {
      if (!isPagamioAuthError(error)) throw error
      if (flight.abandoned.aborted) return 'again'
      // The failure of a credentials function is not remembered, unless nobody waits and it would be asked at each call.
      if (flight.background) state.trouble = nextTrouble(state.trouble, error, clock.monotonic(), this.#parts.random)
      return this.#failed(error)
    }
  }

  /** Keeps the distance that the last failure asked for. */
  async #sitOut(flight: Flight): Promise<void> {
    const { state, clock } = this.#parts
    const { trouble } = state
    const waitMs = trouble ? trouble.until - clock.monotonic() : 0
    if (!trouble || waitMs <= 0) return
    flight.sent = false
    flight.blockFor(waitMs, trouble.error)
    await flight.pause(waitMs)
    flight.unblock()
  }

  async #acquire(flight: Flight, reason: AcquisitionReason, credentials: Credentials): Promise<FlightEnd> {
    const { state, clock, random } = this.#parts
    let refreshFailed = false
    for (let tries = 1; ; tries++) {
      const heldLives = this.#heldLives()
      const refreshToken: string | undefined = refreshFailed && !heldLives ? undefined : this.#refreshToken()
      const sent: Sent | { held: HeldToken } | undefined = refreshToken
        ? await this.#refresh(flight, reason, refreshToken, credentials)
        : await callLimited(this.#parts, flight, reason, 'login', () => this.#parts.endpoint.login(credentials))
      if (sent === undefined || flight.abandoned.aborted) return 'again'
      if ('held' in sent) return sent
      const { answer } = sent
      if (answer.kind === 'token') return this.#land(sent, answer.response, credentials)
      if (answer.kind === 'refused') {
        this.#parts.credentials.refuse(credentials, answer.error)
        return this.#failed(answer.error)
      }
      refreshFailed ||= sent.endpoint === 'refresh'
      state.trouble = nextTrouble(state.trouble, answer.error, clock.monotonic(), random)
      const end = this.#failed(state.trouble.error)
      const loginIsLeft = sent.endpoint === 'refresh' && !this.#heldLives()
      const passing = answer.kind === 'unanswered' || answer.passing || loginIsLeft
      if (!passing || tries >= MOST_TRIES || state.trouble.count >= MOST_TRIES || flight.waiting === 0) return end
      await this.#sitOut(flight)
      if (flight.abandoned.aborted) return 'again'
    }
  }

  /** One refresh; refused, it becomes a newer set from the store, or one login in the same flight. */
  async #refresh(
    flight: Flight,
    reason: AcquisitionReason,
    refreshToken: string,
    credentials: Credentials,
  ): Promise<Sent | { held: HeldToken } | undefined> {
    const { endpoint } = this.#parts
    const sent = await callLimited(this.#parts, flight, reason, 'refresh', () => endpoint.refresh(refreshToken))
    if (sent === undefined || flight.abandoned.aborted) return undefined
    const { answer } = sent
    if ((answer.kind === 'failed' || answer.kind === 'unanswered') && answer.mayBeSpent) this.#losses.count++
    if (answer.kind !== 'refused') return sent
    this.#losses.count = MOST_LOSSES
    const adopted = await this.#adopt(flight, credentials)
    if (adopted) return adopted
    return callLimited(this.#parts, flight, reason, 'login', () => endpoint.login(credentials))
  }

  /** The held refresh token, where it lives, was not lost twice, and was not refused. */
  #refreshToken(): string | undefined {
    const { held } = this.#parts.state
    if (held?.set.refreshToken === undefined) return undefined
    if (this.#losses.generation !== held.set.generation) this.#losses = { generation: held.set.generation, count: 0 }
    if (this.#losses.count >= MOST_LOSSES) return undefined
    const left = remainingMs(held.set.refreshLifetimeMs, held.askedAt, momentOf(this.#parts.clock))
    return left > 0 ? held.set.refreshToken : undefined
  }

  #heldLives(): boolean {
    const { held, rejection } = this.#parts.state
    if (!held || held.set.generation === rejection.generation) return false
    return remainingMs(held.set.lifetimeMs, held.askedAt, momentOf(this.#parts.clock)) > 0
  }

  /** A newer set from the store: held where it is newer, and the end of the flight where it can be used. */
  async #adopt(flight: Flight, credentials: Credentials): Promise<{ held: HeldToken } | undefined> {
    const { state, clock, shelf, emit } = this.#parts
    const stored = await shelf.load(credentials)
    if (stored === undefined || flight.abandoned.aborted) return undefined
    const { set, ageMs } = stored
    const before = state.held
    this.#highestGeneration = Math.max(this.#highestGeneration, set.generation)
    const replaceable = !before || set.generation > before.set.generation || !this.#heldLives()
    if (!replaceable || set.accessToken === before?.set.accessToken) return undefined
    const now = momentOf(clock)
    const askedAt = { wall: now.wall - ageMs, mono: now.mono - ageMs }
    state.held = this.#hold(set, askedAt, credentials.username)
    if (remainingMs(set.lifetimeMs, askedAt, now) <= state.held.mustMs) return undefined
    state.trouble = undefined
    emit({ type: 'adopted', generation: set.generation, expiresAt: state.held.token.expiresAt })
    return { held: state.held }
  }

  /** Holds what came, as one value in one assignment, and saves it behind the callers' backs. */
  #land({ endpoint, sentAt }: Sent, response: TokenResponse, credentials: Credentials): FlightEnd {
    const { state, clock, shelf, emit, random } = this.#parts
    const before = state.held
    const now = momentOf(clock)
    // The same token again lives no longer than it did.
    const same = before?.set.accessToken === response.accessToken ? before : undefined
    const askedAt = same?.askedAt ?? sentAt
    const keptRefreshToken = endpoint === 'refresh' ? before?.set.refreshToken : undefined
    const generation = Math.max(this.#highestGeneration + 1, (before?.set.generation ?? 0) + 1, Math.floor(sentAt.wall))
    this.#highestGeneration = generation
    const set = Object.freeze({
      accessToken: response.accessToken,
      refreshToken: response.refreshToken ?? keptRefreshToken,
      generation,
      lifetimeMs: same?.set.lifetimeMs ?? response.lifetimeMs,
      refreshLifetimeMs:
        response.refreshToken === undefined && before
          ? remainingMs(before.set.refreshLifetimeMs, before.askedAt, now)
          : REFRESH_LIFETIME_MS,
    })
    const leftBefore = before && this.#heldLives() ? remainingMs(before.set.lifetimeMs, before.askedAt, now) : 0
    const held = this.#hold(set, askedAt, credentials.username)
    const left = remainingMs(set.lifetimeMs, askedAt, now)
    state.held = held
    for (const warning of response.warnings) emit({ type: 'response_warning', warning })
    emit({
      type: 'acquired',
      endpoint,
      generation,
      expiresAt: held.token.expiresAt,
      lifetimeMs: set.lifetimeMs,
      tookMs: now.mono - sentAt.mono,
    })
    shelf.save(credentials, set, set.lifetimeMs - left)
    state.trouble = undefined
    if (left <= leftBefore || left < SHORTEST_USEFUL_MS) {
      const message = `The ${endpoint} endpoint gave a token with ${Math.max(0, Math.round(left / 1000))} s to live.`
      const error = new PagamioAuthError('unexpected_response', message)
      state.trouble = nextTrouble(this.#briefTrouble, error, now.mono, random)
      this.#briefTrouble = state.trouble
      if (left <= 0) return this.#failed(state.trouble.error)
    } else this.#briefTrouble = undefined
    return { held }
  }
  #briefTrouble: TokenState['trouble']

  #hold(set: HeldToken['set'], askedAt: HeldToken['askedAt'], username: string): HeldToken {
    const { state, clock, jitter } = this.#parts
    const replacement = state.held !== undefined && state.held.set.generation === state.rejection.generation
    return holdToken(set, { username, askedAt, landedAt: clock.monotonic(), replacement, jitter })
  }

  #failed(error: PagamioAuthError): { error: PagamioAuthError } {
    const { code, status, retryAfterMs } = error
    this.#parts.emit({ type: 'acquisition_failed', code, status, retryAfterMs, held: this.#heldLives() })
    return { error }
  }
}
