import { failure } from '../errors/failure.ts'
import { lives } from './adopt.ts'
import type { Answer } from './answer.ts'
import { logIn, loginRefused } from './choose.ts'
import { fail, failedEvent, isReplaceable } from './failing.ts'
import { ageMs, type HeldToken, leftMs } from './held-token.ts'
import { type Calling, land, tokenSetOf } from './land.ts'
import { afterAnswer, spent } from './refresh-attempts.ts'
import { type Flight, type Flying, isFlying, isUnwanted, type State } from './state.ts'
import { end, look } from './steps.ts'
import type { Action, Decision, Event, Now } from './transition.ts'

/** Tokens that live shorter than this are no use over a network; asking for more of them is paced like a failure. */
const SHORTEST_USEFUL_MS = 5_000

export type Answered = Extract<Event, { readonly type: 'answered' }>

/** What the answer to our call means. */
export function outcome(state: Flying, calling: Calling, answered: Answered, now: Now): Decision {
  const { answer, overtaken } = answered
  const { endpoint } = calling
  if (answer.kind === 'token') return tokenCame(state, calling, { response: answer.response, overtaken }, now)
  // Another token has come meanwhile: what failed here is about its predecessor.
  const { held } = state
  const overtakenHere = held !== undefined && held.set.generation !== calling.generation && lives(state, now)
  if (overtakenHere && !(endpoint === 'login' && answer.kind === 'refused')) return end(state, { held })
  return endpoint === 'refresh' ? refreshFailed(state, calling, answer, now) : loginFailed(state, answer, now)
}

type Failed = Exclude<Answer, { readonly kind: 'token' | 'limited' }>

const isPassing = (answer: Failed) => answer.kind === 'unanswered' || (answer.kind === 'failed' && answer.passing)

/** While the held token lives a failed refresh backs off. Otherwise a login follows, one for each step of the back-off. */
function refreshFailed(state: Flying, { generation }: Calling, answer: Failed, now: Now): Decision {
  const { held, flight, rules } = state
  const current = held?.set.generation === generation
  const heard = current ? { ...state, attempts: afterAnswer(state.attempts, generation, answer) } : state
  if (answer.kind !== 'refused' && lives(heard, now)) {
    return fail(heard, answer.failure, { remember: true, endpoint: 'refresh', again: isPassing(answer) }, now)
  }
  const told = answer.kind === 'refused' ? [] : [failedEvent(heard, answer.failure, now)]
  if (heard.closed || isUnwanted(flight)) return end(heard, 'again', ...told)
  const [next, actions] = rules.store === 'none' ? logIn(heard, now) : look(heard, 'login', now)
  return [next, [...told, ...actions]]
}

function loginFailed(state: Flying, answer: Failed, now: Now): Decision {
  const { id } = state.flight
  if (answer.kind === 'refused') {
    const refused = { ...state, refused: { failure: answer.failure, at: now.mono } }
    const told = { do: 'refuse password', flight: id, failure: answer.failure, note: true } as const
    // It may have been sent only because its turn came before that of the refresh.
    return loginRefused(refused, answer.failure, now, told)
  }
  const handling = { remember: true, endpoint: 'login', again: isPassing(answer) } as const
  const [next, actions] = fail(state, answer.failure, handling, now)
  if (answer.failure.code !== 'account_forbidden' || !next.backoff) return [next, actions]
  const { failure: said, count } = next.backoff
  return [next, [{ do: 'note account', flight: id, forMs: said.retryAfterMs ?? 0, count }, ...actions]]
}

/** Tokens that are of no use are asked for at a distance, as after a failure. */
function tokenCame(state: Flying, calling: Calling, came: Parameters<typeof land>[3], now: Now): Decision {
  const { flight, brief } = state
  const landed = land(state, flight, calling, came, now)
  const { held, prolongs } = landed
  const actions = [...landed.actions]
  const isLogin = calling.endpoint === 'login'
  if (isLogin) actions.push({ do: 'disprove refusal', flight: flight.id })
  const next = { ...landed.state, flight, refused: isLogin ? undefined : state.refused }
  const left = leftMs(held, now)
  if (prolongs && left >= SHORTEST_USEFUL_MS) return end({ ...next, brief: undefined }, { held }, ...actions)
  const seconds = Math.max(0, Math.round((came.response.lifetimeMs - (now.mono - calling.sentAt.mono)) / 1000))
  const short = failure(
    'unexpected_response',
    `The ${calling.endpoint} endpoint gave a token with ${seconds} s to live.`,
  )
  // Counted on from the last one that was too short, whatever succeeded in between.
  const handling = { remember: true, endpoint: undefined, again: false, held: left > 0 ? held : undefined }
  const [paced, told] = fail({ ...next, backoff: brief }, short, handling, now, ...actions)
  return [{ ...paced, brief: paced.backoff }, told]
}

/**
 * The answer to a call that nobody waits for any more. It may have spent a refresh token, so that the pair is kept: here
 * if it is still the newest, and in the store for other processes. `held` is a token that came into use.
 */
export function lateOutcome(
  state: State,
  flight: Flight,
  calling: Calling,
  { answer, overtaken }: Answered,
  now: Now,
): { readonly state: State; readonly held: HeldToken | undefined; readonly actions: readonly Action[] } {
  const { id, version, leased } = flight
  const { endpoint, generation, sentAt } = calling
  const over = { ...state, abandoned: state.abandoned.filter((other) => other !== flight) }
  const done: Action[] = leased ? [{ do: 'end lease', flight: id }] : []
  const nothing = (next: State, ...actions: readonly Action[]) => ({
    state: next,
    held: undefined,
    actions: [...actions, ...done],
  })
  const current = version === state.credentials.version
  const newest = (state.held?.set.generation ?? 0) === generation && state.highestGeneration <= generation
  if (answer.kind !== 'token') {
    if (answer.kind !== 'refused' || !current) return nothing(over)
    if (endpoint === 'refresh') return nothing(newest ? { ...over, attempts: spent(state.attempts, generation) } : over)
    const told = { do: 'refuse password', flight: id, failure: answer.failure, note: true } as const
    if (!isReplaceable(flight, answer.failure))
      return nothing({ ...over, refused: { failure: answer.failure, at: now.mono } }, told, { do: 'wake' })
    // There is another password. An acquisition that has read this one begins again, and reads the other.
    const [next, ended] = isFlying(over) && over.flight.step.at !== 'calling' ? end(over, 'again') : [over, []]
    return nothing(next, told, ...ended)
  }
  const { response } = answer
  if (current && newest) {
    const landed = land(over, flight, calling, { response, overtaken }, now)
    const { held, prolongs, actions } = landed
    const next = { ...landed.state, refused: endpoint === 'login' ? undefined : state.refused }
    const disproved: Action[] = endpoint === 'login' ? [{ do: 'disprove refusal', flight: id }] : []
    return {
      state: next,
      held: prolongs && !next.closed ? held : undefined,
      actions: [...actions, ...disproved, ...done],
    }
  }
  if (endpoint === 'login' || response.refreshToken === undefined || state.rules.store === 'none') return nothing(over)
  // As old as the call: it takes the place of its predecessor, and of nothing newer.
  const profile = state.held?.account === flight.account ? state.held.set.profile : undefined
  const about = { highestGeneration: generation, overtaken, replacement: false, profile }
  const { set } = tokenSetOf(response, calling, undefined, about)
  const save = { do: 'save', flight: id, set, ageMs: ageMs(sentAt, now) } as const
  return nothing({ ...over, highestGeneration: Math.max(state.highestGeneration, set.generation) }, save)
}
