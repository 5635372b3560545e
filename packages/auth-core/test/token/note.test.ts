import { expect, test } from 'vitest'
import { accountForbidden, actionRequired, type Failure, passwordRefused } from '../../src/errors/failure.ts'
import { noted, refusalKind } from '../../src/token/note.ts'
import { note, unavailable } from './support/events.ts'
import { backingOff, sharing } from './support/states.ts'
import { START } from './support/tokens.ts'

// About src/token/note.ts: what other processes have heard of these credentials.

const now = { ...START, random: 0.5 }

test('note › without one nothing is known', () => {
  const state = sharing()
  expect(noted(state, undefined, now)).toEqual({ state, heard: undefined })
})

test('note › a refused password is known to be so from now on', () => {
  const refused = { failure: passwordRefused, at: START.mono }
  expect(noted(sharing(), note('password'), now)).toEqual({ state: sharing({ refused }), heard: passwordRefused })
})

test.each([
  { ageMs: 599_999, heard: true },
  { ageMs: 600_000, heard: false },
])('note › for 10 minutes nobody asks again about a password: heard after $ageMs ms is $heard', ({ ageMs, heard }) => {
  const { state, heard: failure } = noted(sharing(), note('password', { ageMs }), now)
  expect(failure !== undefined).toBe(heard)
  expect(state.refused !== undefined).toBe(heard)
})

test('note › an account that is not allowed is asked about again when its time is over', () => {
  const { state, heard } = noted(sharing(), note('account', { forMs: 120_000, ageMs: 20_000, count: 2 }), now)
  const failure = { ...accountForbidden, retryAfterMs: 100_000 }
  expect(heard).toEqual(failure)
  const backoff = { failure, endpoint: 'login', count: 2, until: START.mono + 100_000 }
  expect(state).toEqual(sharing({ backoff } as Parameters<typeof sharing>[0]))
})

test.each([
  { ageMs: 119_999, heard: true },
  { ageMs: 120_000, heard: false },
  { ageMs: 300_000, heard: false },
])(
  'note › of an account it counts on how often it was so, after its time too: heard after $ageMs ms is $heard',
  ({ ageMs, heard }) => {
    const { state, heard: failure } = noted(sharing(), note('account', { forMs: 120_000, ageMs, count: 3 }), now)
    expect(failure !== undefined).toBe(heard)
    const until = START.mono + 120_000 - ageMs
    const retryAfterMs = heard ? 1 : 0
    expect(state.backoff).toMatchObject({ count: 3, until, failure: { code: 'account_forbidden', retryAfterMs } })
  },
)

test.each(['password', 'account'] as const)(
  'note › one about the %s from before the credentials were replaced says nothing',
  (refused) => {
    const replaced = (agoMs: number) =>
      backingOff(sharing({ credentials: { version: 1, replacedAt: START.mono - agoMs } }))
    const before = replaced(1_000)
    expect(noted(before, note(refused, { ageMs: 1_000 }), now)).toEqual({ state: before, heard: undefined })
    expect(noted(replaced(1_001), note(refused, { ageMs: 1_000 }), now).heard).toBeDefined()
  },
)

const known = (about: { count?: number; leftMs?: number; failure?: Failure }) => {
  const { count = 1, leftMs = 1_000, failure = accountForbidden } = about
  const backoff = { failure, endpoint: 'login', count, until: START.mono + leftMs } as const
  return sharing({ backoff } as Parameters<typeof sharing>[0])
}

test.each([
  { before: known({ count: 5 }), count: 5, what: 'what this process has counted, if that is more' },
  { before: known({ count: 2 }), count: 3, what: 'what the others have counted, if that is more' },
  { before: known({ count: 5, failure: unavailable }), count: 3, what: 'not what was counted for another reason' },
])('note › of an account it counts on $what', ({ before, count }) => {
  expect(noted(before, note('account', { forMs: 120_000, count: 3 }), now).state.backoff?.count).toBe(count)
})

test.each([
  { leftMs: 120_001, kept: true },
  { leftMs: 120_000, kept: true },
  { leftMs: 119_999, kept: false },
])('note › of an account what is known here stays if it reaches as far: kept with $leftMs ms is $kept', (about) => {
  const before = known(about)
  const { state, heard } = noted(before, note('account', { forMs: 120_000, ageMs: 0 }), now)
  expect(state === before).toBe(about.kept)
  expect(heard).toEqual({ ...accountForbidden, retryAfterMs: 120_000 })
})

test('a login that waits for a person is noted and heard of as that', () => {
  expect(noted(sharing(), note(refusalKind(actionRequired)), now).heard).toEqual(actionRequired)
  expect(noted(sharing(), note(refusalKind(passwordRefused)), now).heard).toEqual(passwordRefused)
})
