import type { Moment } from '../platform/clock.ts'
import { datedBack, type HeldToken, leftMs, windowsOf, withRefreshOf } from './held-token.ts'
import { isRejected, noRejection, replacesRejected } from './rejection.ts'
import type { State } from './state.ts'
import type { Action, Found } from './transition.ts'

/** Whether the held token can be used: it has time left, and was not rejected. */
export const lives = ({ held, rejection }: State, now: Moment): boolean =>
  held !== undefined && !isRejected(rejection, held) && leftMs(held, now) > 0

/** What is known of another account's token says nothing about this one's. */
export function ofAccount<One extends State>(state: One, account: string | undefined): One {
  if (!state.held || state.held.account === account) return state
  return { ...state, held: undefined, rejection: noRejection }
}

/** What is in the store is known to other processes. */
export const sawInStore = (state: State, generation: number | undefined): State => ({
  ...state,
  sharedUpTo: Math.max(state.sharedUpTo, generation ?? 0),
})

/**
 * Takes over what the store holds: a newer set, or a living one if ours is dead or rejected. A living token never yields
 * to a stored one that dies sooner, nor to the one that the API has rejected; of a newer set it then takes the refresh
 * token, because its own one is spent. In a set whose refresh token is being spent there is none. `adopted` is a token that makes an acquisition unnecessary.
 */
export function adopt(
  state: State,
  found: Found | undefined,
  account: string,
  now: Moment,
): { readonly state: State; readonly adopted: HeldToken | undefined; readonly actions: readonly Action[] } {
  const nothing = (next: State) => ({ state: next, adopted: undefined, actions: [] })
  if (!found) return nothing(state)
  const { held, rejection, rules } = state
  const { set, ageMs } = found
  const seen = { ...state, highestGeneration: Math.max(state.highestGeneration, set.generation) }
  const foreign = state.credentials.version > 0 && !found.own
  if (foreign || state.closed) return nothing(seen)
  const replaces = replacesRejected(rejection, held)
  const stored: HeldToken = {
    set: replaces && !set.replacement ? Object.freeze({ ...set, replacement: true }) : set,
    account,
    askedAt: datedBack(now, ageMs),
    // It may have served for long elsewhere; but if our own token was rejected, it is new to us.
    landedAt: datedBack(now, replaces ? 0 : ageMs).mono,
  }
  const newer = !held || set.generation > held.set.generation
  const useful = !isRejected(rejection, stored) && leftMs(stored, now) > windowsOf(stored, rules).mustMs
  if (held && (lives(state, now) || set.accessToken === held.set.accessToken)) {
    if (!newer) return nothing(seen)
    const longer = set.accessToken !== held.set.accessToken && useful && leftMs(stored, now) > leftMs(held, now)
    if (!longer) return nothing({ ...seen, held: withRefreshOf(held, stored) })
  }
  if (!newer && !useful) return nothing(seen)
  // Of our own set, if it is the newer one, the refresh token is the one that is not spent.
  const taken = newer ? stored : withRefreshOf(stored, held)
  if (!useful) return nothing({ ...seen, held: taken })
  const { generation, lifetimeMs } = taken.set
  const event = { type: 'adopted', generation, expiresAt: taken.askedAt.wall + lifetimeMs } as const
  return {
    state: { ...seen, held: taken, backoff: undefined },
    adopted: taken,
    actions: [{ do: 'tell', event }],
  }
}
