import { describe, expect, test } from 'vitest'
import { kinds, lookingThen } from './support/actions.ts'
import {
  asked,
  broke,
  failed,
  granted,
  grantedWithoutLease,
  leased,
  left,
  limited,
  looked,
  marked,
  noLease,
  noMark,
  notMarked,
  read,
  refusedAnswer,
  renewalAsked,
  replaced,
  restored,
  token,
  unanswered,
  woke,
} from './support/events.ts'
import { alone, holding, holdingShared, keeping, sharing } from './support/states.ts'
import { inStore, LIFE, MINUTE, START, tokenSet } from './support/tokens.ts'
import { given, type Walk } from './support/walk.ts'

// About the marks of src/token/acquisition.ts: a refresh token that others know is taken out of the store, then sent.

const dead = { leftMs: 0 }
const dueAhead = { leftMs: 4 * MINUTE }

const queued = (holds = dead) => given(holdingShared(sharing(), holds)).after(asked()).upTo('queued')
const marking = (holds = dead) => queued(holds).after(granted())
const renewing = (holds = dueAhead) => given(holdingShared(sharing(), holds)).after(renewalAsked()).upTo('marking')

const sendsR1 = (flight = 1) => ({ do: 'call', flight, endpoint: 'refresh', refreshToken: 'r1' })

/** The set whose refresh token is being spent, as it lies in the store. */
const mark = (fields: Parameters<typeof inStore>[0] = {}, ageMs = LIFE) =>
  inStore({ accessToken: 'a1', refreshToken: undefined, ...fields }, { ageMs })

/** Waits until a rest is over. */
const rested = (walk: Walk) => walk.later((walk.flight.blocked?.until ?? 0) - walk.now.mono).after(woke())

/** Permits that were given back by the last event. */
const givenBack = ({ actions }: Walk) => kinds(actions).filter((kind) => kind === 'return permit').length

describe('before it is sent', () => {
  test('a refresh token that others know is taken out of the store: exactly that set, as old as it is', () => {
    const walk = marking({ leftMs: MINUTE })
    expect(walk.actions).toEqual([{ do: 'mark', flight: 1, set: tokenSet(), ageMs: LIFE - MINUTE }])
    expect(walk.flight.step.at).toBe('marking')
  })

  test.each([
    { what: 'in no store', state: () => holding(sharing(), dead) },
    {
      what: 'newer than what others know',
      state: () => holding(sharing({ sharedUpTo: 1 }), { ...dead, generation: 2 }),
    },
    { what: 'in a store that only keeps', state: () => holdingShared(keeping(), dead) },
    { what: 'of an instance without a store', state: () => holdingShared(alone(), dead) },
    { what: 'marked', state: () => holdingShared(sharing({ marked: 1 }), dead) },
  ])('one that is $what is sent at once', ({ state }) => {
    const walk = given(state()).after(asked()).upTo('queued').after(granted())
    expect(kinds(walk.actions)).toEqual(['acquiring', 'call'])
    expect(walk.actions).toContainEqual(sendsR1())
  })

  test('that an earlier one was marked does not mark this one', () => {
    const state = holdingShared(sharing({ marked: 1 }), { ...dead, generation: 2 })
    expect(kinds(given(state).after(asked()).upTo('queued').after(granted()).actions)).toEqual(['mark'])
  })

  test('without a lease too: the mark decides who sends it', () => {
    const walk = given(holdingShared(sharing(), dueAhead)).after(asked()).upTo('leasing').after(noLease())
    expect(kinds(walk.after(grantedWithoutLease()).actions)).toEqual(['mark'])
  })

  test('one that landed and was saved is marked: others know it from then on', () => {
    const landed = given(sharing()).after(asked()).upTo('calling').after(token()).later(LIFE)
    const walk = landed.after(asked()).upTo('marking')
    expect(walk.actions).toMatchObject([
      { do: 'mark', set: { refreshToken: 'r2', generation: START.wall }, ageMs: LIFE },
    ])
  })

  test('one whose life has ended in the queue is not marked: a login follows', () => {
    const state = holdingShared(sharing(), { ...dead, refreshLifetimeMs: LIFE + 2_000 })
    const walk = given(state).after(asked()).upTo('queued').later(2_000).after(granted())
    expect(kinds(walk.actions)).toEqual(['return permit', 'check'])
  })

  test('a login marks nothing', () => {
    const state = holdingShared(sharing(), { ...dead, refreshToken: undefined })
    const walk = given(state).after(asked()).upTo('queued').after(granted())
    expect(kinds(walk.actions)).toEqual(['acquiring', 'call'])
  })
})

describe('taken out of the store', () => {
  test('it is sent, and the set is held as what now lies there: one generation on', () => {
    const walk = marking().after(marked())
    expect(walk.actions).toEqual([
      { do: 'tell', event: { type: 'acquiring', endpoint: 'refresh', reason: 'first' } },
      sendsR1(),
    ])
    expect(walk.flight.step).toEqual({ at: 'calling', endpoint: 'refresh', sentAt: START, generation: 2 })
    expect(walk.state).toMatchObject({ marked: 2, highestGeneration: 2 })
    expect(walk.state.held).toEqual({ ...marking().state.held, set: tokenSet({ generation: 2 }) })
    expect(Object.isFrozen(walk.state.held?.set)).toBe(true)
  })

  test('a higher generation that was seen stays the highest', () => {
    const state = { ...holdingShared(sharing(), dead), highestGeneration: 7 }
    expect(given(state).after(asked()).upTo('calling').state).toMatchObject({ marked: 2, highestGeneration: 7 })
  })

  test('what comes is newer than the mark, however far behind our clock is', () => {
    const generation = START.wall + MINUTE
    const walk = given(holdingShared(sharing(), { ...dead, generation }))
      .after(asked())
      .upTo('calling')
      .after(token())
    expect(walk.state.held?.set).toMatchObject({ refreshToken: 'r2', generation: generation + 2 })
  })

  test('if no token is held any more, the permit is given back, and a login follows', () => {
    const walk = marking().after(restored({ account: 'another' }), marked())
    expect(kinds(walk.actions)).toEqual(['return permit', 'check'])
  })
})

describe('not there any more', () => {
  test('it is spent, whatever becomes of it: the permit is given back, and one looks what is there', () => {
    const walk = marking().after(notMarked())
    expect(walk.actions).toEqual([
      { do: 'return permit', flight: 1 },
      { do: 'look', flight: 1 },
    ])
    expect(walk.flight.step).toEqual(lookingThen('choose'))
    expect(walk.state).toMatchObject({ attempts: { generation: 1, unclear: 2 }, marked: 0, highestGeneration: 1 })
  })

  test('a newer set is the end of the acquisition', () => {
    const walk = marking().after(notMarked(), looked(inStore()))
    expect(walk.actions.at(-1)).toEqual({ do: 'settle', flight: 1, end: { held: walk.state.held } })
    expect(givenBack(walk)).toBe(0)
  })

  test('of a newer set of no use of its own the refresh token is marked and sent', () => {
    const walk = marking().after(notMarked(), looked(inStore({}, { ageMs: LIFE })), granted())
    expect(walk.actions).toMatchObject([{ do: 'mark', set: { refreshToken: 'r2', generation: 2 } }])
  })

  test.each([
    { what: 'nothing', found: undefined },
    { what: 'the mark of another process', found: mark() },
  ])('with $what in the store a login follows', ({ found }) => {
    const walk = marking().after(notMarked(), looked(found))
    expect(walk.actions).toEqual([{ do: 'check', flight: 1 }])
  })

  test('a renewal that nobody waits for does not wait either: the store has answered', () => {
    expect(renewing().after(notMarked()).flight.step).toEqual(lookingThen('choose'))
  })
})

describe('if the store cannot say', () => {
  test('a renewal that nobody waits for, whose token has time, waits for the store: nothing is spent', () => {
    const walk = renewing().after(noMark())
    expect(walk.actions).toEqual([
      { do: 'return permit', flight: 1 },
      { do: 'pause', flight: 1, ms: 1_000, jittered: true },
      { do: 'wake' },
    ])
    expect(walk.flight).toMatchObject({ step: { at: 'elsewhere' }, leased: true })
    expect(walk.state.attempts.unclear).toBe(0)
  })

  test('after that pause it looks, queues under the same lease, and marks again', () => {
    const walk = renewing().after(noMark()).later(100).after(woke()).upTo('marking')
    expect(walk.actions).toMatchObject([{ do: 'mark', set: { generation: 1 } }])
  })

  test('after that pause it may find that the mark was set after all: the refresh token is not sent', () => {
    const found = mark({}, LIFE - dueAhead.leftMs + 100)
    const walk = renewing().after(noMark()).later(100).after(woke(), looked(found))
    expect(walk.actions).toEqual([{ do: 'check', flight: 1 }])
  })

  test.each([
    { who: 'a renewal whose token has 30 s left', walk: () => renewing({ leftMs: 30_000 }) },
    { who: 'a caller who waits', walk: () => marking(dueAhead) },
    { who: 'a caller with a dead token', walk: () => marking() },
  ])('$who goes on: it counts as spent, the permit is given back, and a login follows', ({ walk }) => {
    const spent = walk().after(noMark())
    expect(spent.actions).toEqual([
      { do: 'return permit', flight: 1 },
      { do: 'look', flight: 1 },
    ])
    expect(spent.state.attempts).toEqual({ generation: 1, unclear: 2, garbled: false })
    expect(spent.after(looked()).actions).toEqual([{ do: 'check', flight: 1 }])
  })
})

describe('an end while the mark is set', () => {
  test('gives the permit back, once, and the lease', () => {
    const walk = marking().after(broke())
    expect(kinds(walk.actions)).toEqual(['return permit', 'end lease', 'settle'])
  })

  test('so does a token that comes from elsewhere', () => {
    const walk = marking().after(restored({ found: inStore() }))
    expect(kinds(walk.actions)).toEqual(['adopted', 'return permit', 'end lease', 'settle'])
  })

  test('so do new credentials, and what the store says then belongs to nobody', () => {
    const walk = marking().after(replaced())
    expect(kinds(walk.actions)).toEqual(['return permit', 'end lease', 'settle'])
    expect(walk.after(marked())).toMatchObject({ state: walk.state, actions: [] })
  })
})

describe('a marked refresh token', () => {
  const sent = () => marking(dueAhead).after(marked())

  test('is sent again after a clear failure without another mark', () => {
    const walk = rested(sent().after(failed())).upTo('calling')
    expect(walk.actions).toContainEqual(sendsR1())
    expect(walk.state).toMatchObject({ marked: 2, held: { set: { generation: 2 } } })
  })

  test.each([
    { what: 'its mark', found: mark({}, LIFE - dueAhead.leftMs) },
    { what: 'nothing', found: undefined },
  ])('is so also without a lease, with $what in the store', ({ found }) => {
    const again = rested(sent().after(unanswered(false))).after(read(), looked(found), noLease())
    expect(again.flight.leased).toBe(false)
    expect(kinds(again.after(granted()).actions)).toEqual(['acquiring', 'call'])
    expect(again.after(granted()).actions).toContainEqual(sendsR1())
  })

  test('is so by the next acquisition too, if refresh was only closed', () => {
    const walk = sent().after(limited()).later(60_000).after(asked())
    expect(walk.upTo('calling').actions).toContainEqual(sendsR1(2))
  })

  test('is sent once more after a lost answer under the same lease, without another mark', () => {
    const rest = sent().after(unanswered())
    expect(rest.flight.leased).toBe(true)
    const again = rested(rest).after(read(), looked(mark({}, LIFE - dueAhead.leftMs)))
    expect(again.actions).toEqual([{ do: 'queue', flight: 1, endpoint: 'refresh' }])
    expect(kinds(again.after(granted()).actions)).toEqual(['acquiring', 'call'])
    const lost = rested(again.after(granted(), unanswered())).upTo('queued')
    expect(lost.flight.step).toMatchObject({ endpoint: 'login' })
  })

  test('is not sent after a lost answer if the lease is gone by then', () => {
    const again = rested(sent().after(unanswered())).upTo('queued').after(grantedWithoutLease())
    expect(again.actions.at(-1)).toEqual({ do: 'settle', flight: 1, end: 'again' })
    const found = looked(mark({}, LIFE - dueAhead.leftMs))
    expect(again.after(asked(), read(), found, leased(), found).actions).toEqual([{ do: 'check', flight: 2 }])
  })

  test('that was refused is not sent again', () => {
    const walk = sent().after(refusedAnswer(), looked(mark({}, LIFE - dueAhead.leftMs)))
    expect(walk.state.attempts).toEqual({ generation: 2, unclear: 2, garbled: false })
    expect(walk.actions).toEqual([{ do: 'check', flight: 1 }])
  })
})

describe('the mark of another process', () => {
  test('while its lease lasts one waits; the access token is used meanwhile', () => {
    const found = looked(mark({}, LIFE - dueAhead.leftMs))
    const walk = given(holdingShared(sharing(), dueAhead)).after(renewalAsked(), read(), found)
    expect(walk.actions).toEqual([{ do: 'lease', flight: 1 }])
    expect(walk.state.held?.set).toEqual(tokenSet({ generation: 2, refreshToken: undefined }))
    expect(walk.after({ type: 'leased', given: false }).flight.step.at).toBe('elsewhere')
  })

  test('is taken over, and once the token is due and nobody has the lease, a login follows', () => {
    const found = looked(mark())
    const walk = given(holdingShared(sharing(), dead)).after(asked(), read(), found, leased(), found)
    expect(walk.actions).toEqual([{ do: 'check', flight: 1 }])
    expect(walk.upTo('queued').flight.step).toMatchObject({ endpoint: 'login' })
  })

  test('a process that begins takes its access token, without an acquisition', () => {
    const walk = given(sharing()).after(asked(), read(), looked(mark({}, MINUTE)))
    expect(walk.state.held?.set).toMatchObject({ accessToken: 'a1', refreshToken: undefined, generation: 2 })
    expect(walk.actions.at(-1)).toEqual({ do: 'settle', flight: 1, end: { held: walk.state.held } })
  })
})

describe('callers who leave while the mark is being set', () => {
  const alone = () => marking().after(left())

  test('do not end it: given up, the refresh token would be lost to all', () => {
    expect(alone().flight).toMatchObject({ step: { at: 'marking' }, wanted: false })
    expect(kinds(alone().after(marked()).actions)).toContain('call')
  })

  test.each([
    { answer: notMarked, what: 'no' },
    { answer: noMark, what: 'none' },
  ])('end it if the answer is $what: nobody waits for a login', ({ answer }) => {
    const walk = alone().after(answer())
    expect(walk.state.flight).toBeUndefined()
    expect(kinds(walk.actions)).not.toContain('queue')
  })
})
