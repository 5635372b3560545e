import type { Credentials } from '../acquire/credentials.ts'
import type { Sent } from '../acquire/limited-call.ts'
import type { TokenResponse } from '../acquire/token-response.ts'
import type { Emit } from '../observe/events.ts'
import type { Clock } from '../platform/clock.ts'
import type { TokenShelf } from '../share/store-session.ts'
import { type HeldToken, holdToken, momentOf, remainingMs } from './held-token.ts'
import { type Landing, landingOf } from './landing.ts'
import { isRejected } from './rejection.ts'
import type { TokenState } from './token-state.ts'

/** What a keeper needs from around it. */
export interface KeeperParts {
  readonly state: TokenState
  readonly clock: Clock
  readonly shelf: TokenShelf
  readonly emit: Emit
  readonly jitter: number
}

/** Holds what was acquired here, or adopted from the store: one whole set, replaced in one assignment. */
export class TokenKeeper {
  readonly #parts: KeeperParts
  #highestGeneration = 0

  constructor(parts: KeeperParts) {
    this.#parts = parts
  }

  /** Whether the held token can be used: it has time left, and was not rejected. */
  get lives(): boolean {
    const { held, rejection } = this.#parts.state
    return held !== undefined && !isRejected(rejection, held.set) && this.left(held) > 0
  }

  left(held: HeldToken): number {
    return remainingMs(held.set.lifetimeMs, held.askedAt, momentOf(this.#parts.clock))
  }

  /** The held refresh token, where it lives. */
  get refreshToken(): string | undefined {
    const { held } = this.#parts.state
    if (!held) return undefined
    const left = remainingMs(held.set.refreshLifetimeMs, held.askedAt, momentOf(this.#parts.clock))
    return left > 0 ? held.set.refreshToken : undefined
  }

  /** A function may come with another merchant's credentials. */
  dropOthers({ username }: Credentials): void {
    const { state } = this.#parts
    if (state.held && state.held.username !== username) state.held = undefined
  }

  /** A newer set from the store: held where it is of use, and the end of the flight where its token lives. */
  async adopt(credentials: Credentials, over: () => boolean): Promise<{ held: HeldToken } | undefined> {
    const { state, clock, shelf, emit } = this.#parts
    const stored = await shelf.load(credentials)
    if (stored === undefined || over()) return undefined
    const { set, ageMs } = stored
    const before = state.held
    this.#highestGeneration = Math.max(this.#highestGeneration, set.generation)
    if (set.accessToken === before?.set.accessToken) return undefined
    const now = momentOf(clock)
    const askedAt = { wall: now.wall - ageMs, mono: now.mono - ageMs }
    // Elsewhere it may have served for long; but where our own was rejected it is new.
    const landedAt = now.mono - (this.#replaces ? 0 : ageMs)
    const found = this.#hold({ set, askedAt }, credentials, landedAt, this.#replaces || set.replacement)
    const lives = this.left(found) > found.mustMs
    const newer = !before || set.generation > before.set.generation
    if (!newer && (!lives || this.lives)) return undefined
    state.held = found
    if (!lives) return undefined
    state.trouble = undefined
    emit({ type: 'adopted', generation: set.generation, expiresAt: found.token.expiresAt })
    return { held: found }
  }

  /** Holds what came, saves it behind the callers' backs, and says whether it lives longer than what was held. */
  land(sent: Sent, response: TokenResponse, credentials: Credentials): { held: HeldToken; prolongs: boolean } {
    const { state, clock, shelf, emit } = this.#parts
    const leftBefore = state.held && this.lives ? this.left(state.held) : 0
    const highest = Math.max(this.#highestGeneration, state.held?.set.generation ?? 0)
    const landing = landingOf(response, sent, state.held, highest, this.#replaces)
    const { set } = landing
    const held = this.#hold(landing, credentials, clock.monotonic(), set.replacement)
    const { generation, lifetimeMs } = set
    this.#highestGeneration = generation
    // After close() it is handed to those who waited, and saved, but not kept.
    state.held = state.closed ? undefined : held
    state.trouble = undefined
    for (const warning of response.warnings) emit({ type: 'response_warning', warning })
    const { endpoint, sentAt } = sent
    const tookMs = clock.monotonic() - sentAt.mono
    emit({ type: 'acquired', endpoint, generation, expiresAt: held.token.expiresAt, lifetimeMs, tookMs })
    const left = this.left(held)
    // Who was stopped for long may find that another process has landed later: then its tokens are the ones to use.
    shelf.save(credentials, set, lifetimeMs - left, () =>
      this.adopt(credentials, () => state.closed || state.held !== held),
    )
    return { held, prolongs: left > leftBefore }
  }

  #hold({ set, askedAt }: Landing, { username }: Credentials, landedAt: number, replacement: boolean): HeldToken {
    return holdToken(set, { username, askedAt, landedAt, replacement, jitter: this.#parts.jitter })
  }

  /** Whether what comes now takes the place of a rejected token. */
  get #replaces(): boolean {
    const { held, rejection } = this.#parts.state
    return held !== undefined && held.set.generation === rejection.generation
  }
}
