import type { TokenResponse } from '../token/answer.ts'
import type { Backoff } from '../token/backoff.ts'
import type { HeldToken } from '../token/held-token.ts'
import type { RefreshAttempts } from '../token/refresh-attempts.ts'
import type { RejectionMemory } from '../token/rejection.ts'
import type { Flight, Rules, State, Step } from '../token/state.ts'
import type { TokenSet } from '../token/token-set.ts'
import type { Event, Found, Now, RefusalNote } from '../token/transition.ts'
import { bound, type Check, either, flag, list, type Members, maybe, number, only, shape, variants } from './shape.ts'
import { traceWords } from './trace-words.ts'

/**
 * How each value of a trace has to look, member by member: a file comes from anybody. What is read is decided by and
 * shown, so that no text gets through but our own words and aliases.
 */
const word = (words: readonly string[]): Check => {
  const known = new Set<unknown>(words)
  return (value) => known.has(value)
}
const alias =
  (pattern: RegExp): Check =>
  (value) =>
    typeof value === 'string' && pattern.test(value)

const access = alias(/^access-\d{1,9}$/)
const refresh = alias(/^refresh-\d{1,9}$/)
const account = alias(/^(?:account-\d{1,9})?$/)
const reason = word(traceWords.reason)
const endpoint = word(traceWords.endpoint)

const moment = shape<{ wall: 0; mono: 0 }>({ wall: number, mono: number })
const failure = shape<{ code: 0; status: 0; retryAfterMs: 0 }>({
  code: word(traceWords.code),
  status: maybe(number),
  retryAfterMs: maybe(number),
})
const nothing = shape<Record<never, never>>({})
const lives = { lifetimeMs: bound, refreshLifetimeMs: bound, profile: nothing }

const tokenSet = shape<TokenSet>({
  ...lives,
  accessToken: access,
  refreshToken: maybe(refresh),
  generation: number,
  replacement: flag,
})
const held = shape<HeldToken>({ set: tokenSet, account, askedAt: moment, landedAt: number })
const found = shape<Found>({ set: tokenSet, ageMs: number, own: flag })
const note = shape<RefusalNote>({ refused: word(traceWords.refused), forMs: number, ageMs: number, count: number })
const backoff = shape<Backoff>({ failure, endpoint: maybe(endpoint), count: number, until: bound })

const at = (...more: readonly [string, Check][]): Check =>
  shape<Record<string, 0>>({ at: word(traceWords.at), ...Object.fromEntries(more) })
type Turns = Extract<Step, { at: 'queued for either' }>['turns']
const step = variants<Step['at']>('at', {
  resting: at(),
  reading: at(),
  looking: at(['then', word(traceWords.then)]),
  leasing: at(['askedAt', number]),
  elsewhere: at(),
  checking: at(['permit', flag]),
  queued: at(['endpoint', endpoint], ['waited', flag]),
  'queued for either': at(['turns', shape<Turns>({ refresh: number, login: maybe(number) })]),
  'looking again': at(),
  marking: at(['generation', number]),
  calling: at(['endpoint', endpoint], ['sentAt', moment], ['generation', number]),
})

const flying: Members<Flight> = {
  id: number,
  version: number,
  reason,
  step,
  wanted: flag,
  background: flag,
  tries: number,
  leased: flag,
  account,
  unread: maybe(failure),
  next: maybe(flag),
  elsewhere: maybe(
    shape<NonNullable<Flight['elsewhere']>>({ busySince: number, busyLooks: number, looks: number, idle: flag }),
  ),
  patientUntil: bound,
  blocked: maybe(shape<NonNullable<Flight['blocked']>>({ until: bound, failure })),
  expectedBy: bound,
  suspected: flag,
}
const MOST_ABANDONED = 8
const calling = (value: unknown) => (value as Flight).step.at === 'calling'
const abandoned: Check = (value) => shape<Flight>(flying)(value) && calling(value)

const isState = shape<State>({
  rules: shape<Rules>({ store: word(traceWords.store), renewal: word(traceWords.renewal), jitter: number }),
  held: maybe(held),
  rejection: shape<RejectionMemory>({ value: maybe(access), level: number, suppressedUntil: bound }),
  backoff: maybe(backoff),
  brief: maybe(backoff),
  attempts: shape<RefreshAttempts>({ generation: number, unclear: number, garbled: flag }),
  refused: maybe(shape<NonNullable<State['refused']>>({ failure, at: number })),
  reread: flag,
  flight: maybe(shape<Flight>(flying)),
  flights: number,
  abandoned: list(abandoned, MOST_ABANDONED),
  failFast: maybe(shape<NonNullable<State['failFast']>>({ failure, until: bound, lookAgainAt: bound })),
  highestGeneration: number,
  sharedUpTo: number,
  marked: number,
  credentials: shape<State['credentials']>({ version: number, replacedAt: bound }),
  closed: flag,
})

const MOST_WARNINGS = 100
const answer = variants<(typeof traceWords.answer)[number]>('kind', {
  token: shape<{ kind: 0; response: 0 }>({
    kind: only('token'),
    response: shape<TokenResponse>({
      ...lives,
      accessToken: access,
      refreshToken: maybe(refresh),
      warnings: list(only('warning'), MOST_WARNINGS),
    }),
  }),
  refused: shape<{ kind: 0; failure: 0 }>({ kind: only('refused'), failure }),
  failed: shape<{ kind: 0; failure: 0; passing: 0; mayBeSpent: 0 }>({
    kind: only('failed'),
    failure,
    passing: flag,
    mayBeSpent: flag,
  }),
  unanswered: shape<{ kind: 0; failure: 0; mayBeSpent: 0 }>({ kind: only('unanswered'), failure, mayBeSpent: flag }),
})

type Of<Type extends Event['type']> = Omit<Extract<Event, { type: Type }>, 'type'>
const event = <Type extends Event['type']>(members: Members<Of<Type>>): Check =>
  shape<Record<string, 0>>({ type: word(traceWords.event), ...members })
const flight = number

const isEvent = variants<Event['type']>('type', {
  asked: event<'asked'>({ until: maybe(bound), reason }),
  left: event<'left'>({ served: flag }),
  rejected: event<'rejected'>({ value: access }),
  replaced: event<'replaced'>({ account: maybe(account), reread: flag }),
  closed: event<'closed'>({}),
  forgotten: event<'forgotten'>({}),
  restored: event<'restored'>({ version: number, account, found: maybe(found), note: maybe(note) }),
  overtaken: event<'overtaken'>({ version: number, generation: number, newer: found }),
  woke: event<'woke'>({ flight }),
  read: event<'read'>({
    flight,
    account: maybe(account),
    failure: maybe(failure),
    refused: maybe(failure),
    next: maybe(flag),
  }),
  looked: event<'looked'>({ flight, found: maybe(either(found, only(false))) }),
  leased: event<'leased'>({ flight, given: maybe(either(flag, only('never'))) }),
  checked: event<'checked'>({ flight, note: maybe(note) }),
  waiting: event<'waiting'>({ flight, endpoint, ms: number, closed: flag }),
  marked: event<'marked'>({ flight, done: maybe(flag) }),
  granted: event<'granted'>({ flight, endpoint, ours: flag }),
  limited: event<'limited'>({ flight, failure, forMs: number }),
  answered: event<'answered'>({ flight, answer, overtaken: flag }),
  overdue: event<'overdue'>({ flight }),
  broke: event<'broke'>({ flight }),
})

const MOST_ACTIONS = 200
export const isTraceStep = shape<{ now: 0; event: 0; actions: 0; state: 0 }>({
  now: shape<Now>({ wall: number, mono: number, random: number }),
  event: isEvent,
  actions: list(word(traceWords.action), MOST_ACTIONS),
  state: isState,
})
export const isTraceStart = shape<{ trace: 0; state: 0 }>({ trace: only(1), state: isState })
