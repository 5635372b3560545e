import type { Failure } from '../errors/failure.ts'
import { leftMs, phaseOf } from '../token/held-token.ts'
import { isRejected } from '../token/rejection.ts'
import type { Flight, State } from '../token/state.ts'
import type { Event, Found, Now, RefusalNote } from '../token/transition.ts'
import type { Difference } from './differences.ts'
import type { MerchantTrace } from './incident-file.ts'
import { revived } from './masked.ts'
import type { ReplayedStep } from './replay-incident.ts'

/** One step in words, in the terms of docs/how-it-works.md. */
export interface StepWords {
  /** What happened. */
  readonly event: string
  /** What was to be done; empty where nothing was. */
  readonly actions: string
  /** What the state has become. */
  readonly state: string
}

/** @example for (const step of replayIncident(file)) console.log(describeStep(step).event) */
export const describeStep = ({ event, actions, state, now }: ReplayedStep): StepWords => ({
  event: eventWords(event),
  actions: actions.join(', '),
  state: stateWords(state, now),
})

/** What was known of a merchant at the beginning, in words. */
export function describeStart({ trace: [start, first] }: MerchantTrace): string {
  return stateWords(revived(start.state) as State, first?.now)
}

const LONGEST = 120
const short = (json = 'none'): string => (json.length > LONGEST ? `${json.slice(0, LONGEST)}…` : json)

/** Where this version decides differently than was recorded, in words; a long value is cut. */
export const describeDifference = ({ at, recorded, decided }: Difference): string =>
  `${at}: recorded ${short(recorded)}, decided ${short(decided)}`

function eventWords(event: Event): string {
  switch (event.type) {
    case 'asked':
      return `a caller ${event.until === undefined ? 'asks without waiting' : 'waits'}: ${reasons[event.reason]}`
    case 'left':
      return `the last caller has left, ${event.served ? 'with a token' : 'without a token'}`
    case 'rejected':
      return `the API answered 401 to ${event.value}`
    case 'replaced':
      return 'the credentials were replaced'
    case 'closed':
      return 'the instance was closed'
    case 'forgotten':
      return 'what was sent before closing is over'
    case 'restored':
      return `looked into the store without an acquisition: ${foundWords(event.found)}${noteWords(event.note)}`
    case 'overtaken':
      return `what was to be saved was overtaken: ${foundWords(event.newer)}`
    case 'woke':
      return 'the pause is over'
    case 'read':
      return readWords(event)
    case 'looked':
      return `looked into the store: ${event.found === undefined ? 'it does not answer' : foundWords(event.found || undefined)}`
    case 'leased':
      return leaseWords[`${event.given}`]
    case 'checked':
      return event.note ? `asked for refusals${noteWords(event.note)}` : 'asked for refusals: none is known'
    case 'waiting':
      return `a permit for a ${event.endpoint} takes ${durationWords(event.ms)}${event.closed ? ': the endpoint is closed' : ''}`
    case 'marked':
      return markWords[`${event.done}`]
    case 'granted':
      return `a permit for a ${event.endpoint} was given${event.ours ? '' : ', and the lease is lost'}`
    case 'limited':
      return `answered ${failureWords(event.failure)}: the endpoint is closed for ${durationWords(event.forMs)}`
    case 'answered':
      return answerWords(event)
    case 'overdue':
      return 'no sign of life in time'
    case 'broke':
      return 'it died of something that is not ours'
  }
}

const reasons = {
  first: 'there is no token',
  renew_ahead: 'it is to be renewed ahead',
  must_renew: 'it must be renewed',
  rejected: 'the token was rejected',
} as const
const leaseWords: Readonly<Record<`${boolean | 'never' | undefined}`, string>> = {
  true: 'the lease was given',
  false: "the lease is another process's",
  never: 'this store gives no lease',
  undefined: 'asked for the lease: the store does not answer',
}
const markWords: Readonly<Record<`${boolean | undefined}`, string>> = {
  true: 'the refresh token was taken out of the store',
  false: 'the refresh token is not in the store any more',
  undefined: 'asked for the refresh token: the store does not answer',
}

const foundWords = (found: Found | undefined): string =>
  found ? `${found.set.accessToken}, ${durationWords(found.ageMs)} old` : 'nothing'
const noteWords = (note: RefusalNote | undefined): string =>
  note ? `: the ${note.refused} was refused ${durationWords(note.ageMs)} ago` : ''

function readWords({ failure, refused }: Extract<Event, { type: 'read' }>): string {
  if (failure) return `the credentials could not be read: ${failureWords(failure)}`
  return refused ? `the credentials are those that were refused: ${failureWords(refused)}` : 'the credentials were read'
}

function answerWords({ answer, overtaken }: Extract<Event, { type: 'answered' }>): string {
  const late = overtaken ? ', and the lease is lost' : ''
  if (answer.kind !== 'token') {
    const what = { refused: 'refused', failed: 'answered', unanswered: 'not answered' }[answer.kind]
    return `${what}: ${failureWords(answer.failure)}${late}`
  }
  const { accessToken, refreshToken, lifetimeMs } = answer.response
  return `answered: ${accessToken} for ${durationWords(lifetimeMs)}, ${refreshToken ?? 'no refresh token'}${late}`
}

const failureWords = ({ code, status }: Failure): string => (status === undefined ? code : `${code} (${status})`)

/** @param now without it nothing is said of how long something goes on */
function stateWords(state: State, now: Now | undefined): string {
  const { backoff, refused, flight, abandoned, closed } = state
  const parts = [tokenWords(state, now), flight && flightWords(flight)]
  if (abandoned.length > 0) parts.push(`${abandoned.length} given up and waited for`)
  if (backoff && !now) parts.push(`backs off: ${failureWords(backoff.failure)}`)
  if (backoff && now && backoff.until > now.mono)
    parts.push(`backs off for ${durationWords(backoff.until - now.mono)}: ${failureWords(backoff.failure)}`)
  if (refused) parts.push(`refused: ${failureWords(refused.failure)}`)
  if (closed) parts.push('closed')
  return parts.filter((part) => part !== undefined).join('; ')
}

const phases = { fresh: 'fresh', renew_ahead: 'to be renewed ahead', must_renew: 'must be renewed' } as const

function tokenWords({ held, rejection, rules }: State, now: Now | undefined): string {
  if (!held) return 'no token'
  const { accessToken } = held.set
  if (isRejected(rejection, held)) return `${accessToken} rejected`
  if (!now) return accessToken
  const phase = phaseOf(held, rules, now)
  return phase === 'expired'
    ? `${accessToken} expired`
    : `${accessToken} ${phases[phase]}, ${durationWords(leftMs(held, now))} left`
}

function flightWords({ id, step }: Flight): string {
  return `acquisition ${id} at ${step.at}${'endpoint' in step ? ` ${step.endpoint}` : ''}`
}

const SECOND = 1_000
const MINUTE = 60 * SECOND

function durationWords(ms: number): string {
  if (!Number.isFinite(ms)) return 'ever'
  if (Math.abs(ms) < SECOND) return `${Math.round(ms)} ms`
  if (Math.abs(ms) < 2 * MINUTE) return `${Math.round(ms / 100) / 10} s`
  return `${Math.round(ms / MINUTE)} min`
}
