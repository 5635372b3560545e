import { expect, test } from 'vitest'
import { failure, passwordRefused } from '../../src/errors/failure.ts'
import { type CallerAnswer, callerAnswer, type Demand, lacksLife, refusalNow } from '../../src/token/caller-answer.ts'
import type { State } from '../../src/token/state.ts'
import { asked, busy, leased, looked, read, renewalAsked, tooMany, unavailable, waiting } from './support/events.ts'
import { alone, backingOff, holding, inline, sharing, withRejection } from './support/states.ts'
import { after, heldToken, LIFE, MINUTE, START } from './support/tokens.ts'
import { given } from './support/walk.ts'

// About src/token/caller-answer.ts: what a caller gets who asks at the start, and has 30 s.

const DEADLINE = START.mono + 30_000

const demand = (fields: Partial<Demand> = {}): Demand => ({
  refusedValue: undefined,
  minTtlMs: 0,
  since: START.mono,
  deadline: DEADLINE,
  ...fields,
})

/** The answer in a word: `held`, `held, renewal behind`, `wait`, or the code of a failure. */
function inShort(answer: CallerAnswer): string {
  if ('failure' in answer) return answer.failure.code
  if ('wait' in answer) return 'wait'
  if (!('use' in answer)) throw new Error('It answers nothing.')
  return answer.renew ? 'held, renewal behind' : 'held'
}

const answerOf = (state: State, fields: Partial<Demand> = {}, now = START) => callerAnswer(state, demand(fields), now)

const whileElsewhere = (state: State) => given(state).after(asked(), read(), looked(), busy()).state
const whileAcquiring = (state: State) => given(state).after(renewalAsked(), read(), looked(), leased()).state

const suppressed = (state: State): State => ({
  ...state,
  rejection: { value: state.held?.set.accessToken, level: 1, suppressedUntil: START.mono + 30_000 },
})

const fresh = () => holding(sharing())
const ahead = () => holding(sharing(), { leftMs: 5 * MINUTE })
const must = () => holding(sharing(), { leftMs: 30_000 })
const expired = () => holding(sharing(), { leftMs: 0 })

// The table of what a caller gets.
test.each([
  ['a fresh token', fresh, 'held'],
  ['a fresh token, while a back-off runs', () => backingOff(fresh()), 'held'],
  ['a token to be renewed ahead', ahead, 'held, renewal behind'],
  ['a token to be renewed ahead, while a back-off runs', () => backingOff(ahead()), 'held'],
  [
    'a token to be renewed ahead, while another process acquires',
    () => whileElsewhere(ahead()),
    'held, renewal behind',
  ],
  ['a token in its last window', must, 'wait'],
  ['a token in its last window, while it is renewed here', () => whileAcquiring(must()), 'wait'],
  ['a token in its last window, while a back-off runs', () => backingOff(must()), 'held'],
  ['a token in its last window, while another process acquires', () => whileElsewhere(must()), 'held'],
  ['no token', () => sharing(), 'wait'],
  ['no token, while a back-off runs', () => backingOff(sharing()), 'wait'],
  ['no token, while another process acquires', () => whileElsewhere(sharing()), 'wait'],
  ['an expired token', expired, 'wait'],
  ['an expired token, while a back-off runs', () => backingOff(expired()), 'wait'],
  ['a rejected token', () => withRejection(fresh()), 'wait'],
  ['a rejected token, while a back-off runs', () => backingOff(withRejection(fresh())), 'held'],
  ['a token whose replacements were rejected too', () => suppressed(fresh()), 'held'],
])('answer › with %s a caller gets: %3$s', (_, state, answer) => {
  expect(inShort(answerOf(state()))).toBe(answer)
})

test.each([
  ['rejected', () => withRejection(fresh()), 'wait'],
  ['rejected, while a back-off runs', () => backingOff(withRejection(fresh())), 'wait'],
  ['held, and another process acquires', () => whileElsewhere(must()), 'wait'],
  ['suppressed', () => suppressed(fresh()), 'held'],
  ['suppressed, and dead', () => suppressed(expired()), 'wait'],
])('answer › the caller whose own token is %s gets: %3$s', (_, state, answer) => {
  expect(inShort(answerOf(state(), { refusedValue: 'a1' }))).toBe(answer)
})

test.each([
  [30_000 - 1, 'held'],
  [30_000, 'wait'],
])('answer › the same token is the answer for as long as 401s start no acquisition: after %i ms it is %s', (ms, is) => {
  expect(inShort(answerOf(suppressed(fresh()), { refusedValue: 'a1' }, after(ms)))).toBe(is)
})

test('answer › a caller who was refused an earlier token gets the held one', () => {
  expect(inShort(answerOf(fresh(), { refusedValue: 'a0' }))).toBe('held')
})

test.each([
  ['a token that lives long enough', fresh, 10 * MINUTE, 'held'],
  ['one that lives exactly so long', () => holding(sharing(), { leftMs: 10 * MINUTE }), 10 * MINUTE, 'held'],
  ['one that lives shorter', () => holding(sharing(), { leftMs: 10 * MINUTE - 1 }), 10 * MINUTE, 'wait'],
  ['one that lives shorter, while a back-off runs', () => backingOff(ahead()), 10 * MINUTE, 'held'],
  ['half of a life, if more is asked for', () => holding(sharing(), { leftMs: LIFE / 2 }), 60 * MINUTE, 'held'],
  ['less than half of a life', () => holding(sharing(), { leftMs: LIFE / 2 - 1 }), 60 * MINUTE, 'wait'],
])('answer › with %s, a caller gets: %4$s', (_, state, minTtlMs, answer) => {
  expect(inShort(answerOf(state(), { minTtlMs }))).toBe(answer)
})

test('answer › the held token is given as it is', () => {
  for (const state of [fresh(), ahead(), must(), backingOff(must())]) {
    expect(answerOf(state, {}, after(1_000))).toHaveProperty('use', state.held)
  }
})

test('answer › without a token a caller waits until its time is over', () => {
  expect(answerOf(sharing())).toEqual({ wait: true, until: DEADLINE })
  expect(answerOf(withRejection(fresh()))).toEqual({ wait: true, until: DEADLINE })
})

test('answer › a closed instance has nothing to give, whatever it holds', () => {
  expect(answerOf({ ...fresh(), closed: true })).toEqual({
    failure: failure('closed', 'This instance was closed.'),
    retryAfterMs: undefined,
  })
})

// The last window.

test.each([
  { leftMs: 30_000, waitMs: 1_000 },
  { leftMs: 2_000, waitMs: 1_000 },
  { leftMs: 1_000, waitMs: 500 },
  { leftMs: 10, waitMs: 5 },
])(
  'last window › with $leftMs ms left a caller waits $waitMs ms at most, then gets the living token',
  ({ leftMs, waitMs }) => {
    const state = holding(sharing(), { leftMs })
    expect(answerOf(state)).toEqual({ wait: true, until: START.mono + waitMs })
    expect(answerOf(state, {}, after(waitMs - 1))).toEqual({ wait: true, until: START.mono + waitMs })
    expect(inShort(answerOf(state, {}, after(waitMs)))).toBe('held')
  },
)

test('last window › inline a caller waits five seconds, or half of what is left', () => {
  const inLast = (leftMs: number) => holding(inline(sharing()), { leftMs })
  expect(answerOf(inLast(60_000))).toEqual({ wait: true, until: START.mono + 5_000 })
  expect(answerOf(inLast(8_000))).toEqual({ wait: true, until: START.mono + 4_000 })
  expect(inShort(answerOf(inLast(60_001)))).toBe('held')
})

test('last window › what a caller has waited before counts', () => {
  const state = holding(sharing(), { leftMs: 20_000 })
  expect(inShort(answerOf(state, { since: START.mono - 999 }))).toBe('wait')
  expect(inShort(answerOf(state, { since: START.mono - 1_000 }))).toBe('held')
})

test('last window › half of what is left is reckoned from when the caller asked', () => {
  const state = holding(sharing(), { leftMs: 800 })
  expect(answerOf(state, { since: START.mono - 200 })).toEqual({ wait: true, until: START.mono + 300 })
})

test('last window › a caller whose time is over sooner waits no longer than that', () => {
  expect(answerOf(must(), { deadline: START.mono + 400 })).toEqual({ wait: true, until: START.mono + 400 })
})

test.each([
  { ms: 1_000, answer: 'wait' },
  { ms: 1_001, answer: 'held' },
])('last window › if nothing can be sent for $ms ms, the answer is: $answer', ({ ms, answer }) => {
  const state = given(holding(alone(), { leftMs: 20_000 })).after(renewalAsked(), read(), waiting(ms)).state
  expect(inShort(answerOf(state))).toBe(answer)
})

const refused = (state: State, reread = false): State => ({
  ...state,
  reread,
  refused: { failure: passwordRefused, at: START.mono },
})

const withoutRefresh = (state: State): State =>
  state.held ? { ...state, held: { ...state.held, set: { ...state.held.set, refreshToken: undefined } } } : state

test('last window › if the credentials are known to be refused, nobody waits', () => {
  expect(inShort(answerOf(refused(withoutRefresh(must()))))).toBe('held')
})

// A password that was refused.

test('refused › without a living token the refusal is the answer at once', () => {
  expect(answerOf(refused(sharing()))).toEqual({ failure: passwordRefused, retryAfterMs: undefined })
  expect(inShort(answerOf(refused(withoutRefresh(expired()))))).toBe('invalid_credentials')
  expect(inShort(answerOf(refused(withoutRefresh(fresh())), { refusedValue: 'a1' }))).toBe('invalid_credentials')
})

test('refused › a living token is used to its end, and not renewed', () => {
  expect(inShort(answerOf(refused(withoutRefresh(ahead()))))).toBe('held')
  expect(inShort(answerOf(refused(withoutRefresh(withRejection(fresh())))))).toBe('held')
  expect(inShort(answerOf(refused(withoutRefresh(ahead())), { minTtlMs: 10 * MINUTE }))).toBe('held')
})

test('refused › a refresh token does without the password', () => {
  expect(inShort(answerOf(refused(expired())))).toBe('wait')
  expect(inShort(answerOf(refused(ahead())))).toBe('held, renewal behind')
})

test.each([
  { what: 'fixed credentials hold for ever', reread: false, ms: 365 * 24 * 60 * MINUTE, known: true },
  { what: 'those of a function hold for 30 s', reread: true, ms: 29_999, known: true },
  { what: 'those of a function are asked for again then', reread: true, ms: 30_000, known: false },
])('refused › $what', ({ reread, ms, known }) => {
  expect(refusalNow(refused(sharing(), reread), after(ms))).toBe(known ? passwordRefused : undefined)
})

test('refused › after 30 s a function may give others, so that a caller waits and a renewal goes on', () => {
  expect(inShort(answerOf(refused(sharing(), true), { since: START.mono + 30_000 }, after(30_000)))).toBe('wait')
  const renewed = refused(holding(sharing(), { leftMs: 4 * MINUTE }), true)
  expect(inShort(answerOf(renewed, { since: START.mono + 30_000 }, after(30_000)))).toBe('held, renewal behind')
})

test('refused › nothing is refused before anything was', () => {
  expect(refusalNow(sharing(), START)).toBe(undefined)
})

// Callers who could not wait for their turn: for a second the next ones are told the same.

const hurried = (state: State): State => ({
  ...state,
  failFast: { failure: tooMany, until: DEADLINE + 1, lookAgainAt: START.mono + 1_000 },
})

test('fail fast › who cannot wait so long either is told at once, and how long it takes from now', () => {
  expect(answerOf(hurried(sharing()))).toEqual({ failure: tooMany, retryAfterMs: 30_001 })
  expect(answerOf(hurried(sharing()), {}, after(400))).toEqual({ failure: tooMany, retryAfterMs: 29_601 })
})

test('fail fast › a caller with time enough waits', () => {
  expect(inShort(answerOf(hurried(sharing()), { deadline: DEADLINE + 1 }))).toBe('wait')
})

test.each([
  [999, 'rate_limited'],
  [1_000, 'wait'],
])('fail fast › it is for a second only: after %i ms a caller gets %s', (ms, answer) => {
  expect(inShort(answerOf(hurried(sharing()), {}, after(ms)))).toBe(answer)
})

test('fail fast › a living token is better than a failure', () => {
  expect(inShort(answerOf(hurried(withRejection(fresh()))))).toBe('held')
  expect(inShort(answerOf(hurried(must())))).toBe('held')
  expect(inShort(answerOf(hurried(fresh()), { refusedValue: 'a1' }))).toBe('rate_limited')
})

test('fail fast › while an acquisition is under way a caller joins it', () => {
  const { state, flight } = given(hurried(sharing())).after(asked())
  expect(inShort(answerOf(state))).toBe('wait')
  const then = { wall: START.wall, mono: flight.expectedBy }
  const late = { ...then, mono: then.mono + 1 }
  const long = { ...state, failFast: { failure: unavailable, until: Infinity, lookAgainAt: Infinity } }
  expect(inShort(answerOf(long, {}, then))).toBe('wait')
  expect(inShort(answerOf(long, {}, late))).toBe('endpoint_unavailable')
})

// How much life a caller asks for.

test.each([
  { minTtlMs: 0, leftMs: 1, lacks: false },
  { minTtlMs: 0, leftMs: 0, lacks: false },
  { minTtlMs: MINUTE, leftMs: MINUTE - 1, lacks: true },
  { minTtlMs: MINUTE, leftMs: MINUTE, lacks: false },
  { minTtlMs: 60 * MINUTE, leftMs: 15 * MINUTE, lacks: false },
  { minTtlMs: 60 * MINUTE, leftMs: 15 * MINUTE - 1, lacks: true },
])(
  'life › a token with $leftMs ms left is too short for one who asks for $minTtlMs ms: $lacks',
  ({ minTtlMs, leftMs, lacks }) => {
    expect(lacksLife(heldToken({ leftMs }), minTtlMs, START)).toBe(lacks)
  },
)
