import type { Moment } from '../platform/clock.ts'
import { lives } from './adopt.ts'
import type { TokenResponse } from './answer.ts'
import { agedTo, datedBack, type HeldToken, leftMs, refreshLeftMs, withRefreshOf } from './held-token.ts'
import type { ProfileFields } from './profile.ts'
import { replacesRejected } from './rejection.ts'
import type { Flight, State, Step } from './state.ts'
import type { TokenSet } from './token-set.ts'
import type { Action } from './transition.ts'

/** A call that is under way, or was. */
export type Calling = Extract<Step, { readonly at: 'calling' }>

/** What an answer means for what is held: nothing lives longer than it was given. */
export function tokenSetOf(
  response: TokenResponse,
  { endpoint, sentAt }: Calling,
  before: HeldToken | undefined,
  about: {
    readonly highestGeneration: number
    readonly overtaken: boolean
    readonly replacement: boolean
    /** What is known of the account. */
    readonly profile: ProfileFields | undefined
  },
): { readonly set: TokenSet; readonly askedAt: Moment } {
  // If the lease was lost, our own clock has no say: it may run ahead, and what others have stored since is newer.
  const generation = Math.max(about.highestGeneration + 1, about.overtaken ? 0 : Math.floor(sentAt.wall))
  const { accessToken, refreshToken } = response
  // The same token again lives no longer than it did.
  const same = before?.set.accessToken === accessToken ? before : undefined
  const askedAt = same?.askedAt ?? sentAt
  // A refresh that brings no refresh token leaves the old one in use, for what is left of its life.
  const kept = refreshToken === undefined && endpoint === 'refresh' ? before : undefined
  const set = {
    accessToken,
    refreshToken: refreshToken ?? kept?.set.refreshToken,
    generation,
    lifetimeMs: same?.set.lifetimeMs ?? response.lifetimeMs,
    refreshLifetimeMs: kept ? Math.floor(refreshLeftMs(kept, askedAt)) : response.refreshLifetimeMs,
    replacement: about.replacement,
    // A refresh need not repeat what the login told.
    profile: endpoint === 'refresh' ? Object.freeze({ ...about.profile, ...response.profile }) : response.profile,
  }
  return { set: Object.freeze(set), askedAt }
}

/**
 * Holds what came, and saves it. A token that is dead on arrival leaves a living one in use, with the new refresh token.
 * `prolongs`: what is held now lives longer than what was held before.
 */
export function land(
  state: State,
  flight: Flight,
  calling: Calling,
  { response, overtaken }: { readonly response: TokenResponse; readonly overtaken: boolean },
  now: Moment,
): {
  readonly state: State
  readonly held: HeldToken
  readonly prolongs: boolean
  readonly actions: readonly Action[]
} {
  const { endpoint, sentAt } = calling
  const before = state.held
  const leftBefore = before && lives(state, now) ? leftMs(before, now) : 0
  const { set, askedAt } = tokenSetOf(response, calling, before, {
    highestGeneration: Math.max(state.highestGeneration, before?.set.generation ?? 0),
    overtaken,
    replacement: replacesRejected(state.rejection, before),
    profile: before?.set.profile,
  })
  const landed = agedTo(
    { set, account: flight.account, askedAt: datedBack(askedAt, 0), landedAt: datedBack(now, 0).mono },
    now,
  )
  const left = leftMs(landed, now)
  const held = before && leftBefore > 0 && left <= 0 ? withRefreshOf(before, landed) : landed
  const { generation, lifetimeMs } = set
  const actions: Action[] = response.warnings.map((warning) => ({
    do: 'tell',
    event: { type: 'response_warning', warning },
  }))
  const expiresAt = askedAt.wall + lifetimeMs
  const tookMs = now.mono - sentAt.mono
  actions.push({ do: 'tell', event: { type: 'acquired', endpoint, generation, expiresAt, lifetimeMs, tookMs } })
  if (state.rules.store !== 'none') actions.push({ do: 'save', flight: flight.id, set, ageMs: lifetimeMs - left })
  return {
    // After close() it goes to the callers that waited, and into the store, but is not kept.
    state: {
      ...state,
      held: state.closed ? undefined : held,
      highestGeneration: generation,
      backoff: undefined,
      // From now on other processes may find it, whatever becomes of saving it.
      sharedUpTo: state.rules.store === 'none' ? state.sharedUpTo : Math.max(state.sharedUpTo, generation),
    },
    held,
    prolongs: left > leftBefore,
    actions,
  }
}
