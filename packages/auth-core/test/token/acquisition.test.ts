import { describe, expect, test } from 'vitest'
import { ImpossibleEvent } from '../../src/token/acquisition.ts'
import { kinds, lookingThen } from './support/actions.ts'
import {
  asked,
  broke,
  busy,
  checked,
  granted,
  leased,
  limited,
  looked,
  marked,
  overdue,
  read,
  token,
  waiting,
  woke,
} from './support/events.ts'
import { alone, backingOff, holding, holdingShared, keeping, sharing } from './support/states.ts'
import { MINUTE, START, tokenSet } from './support/tokens.ts'
import { given, type Walk } from './support/walk.ts'

// About src/token/acquisition.ts: which step follows which, and what cannot happen.

const dead = { leftMs: 0 }
const _dueAhead = { leftMs: 4 * MINUTE }

/** Our own set is in the store, and nothing newer. */
const sameThere = () => looked({ set: tokenSet(), ageMs: 0, own: true })

describe('the way', () => {
  test('without a store › read, queue, call', () => {
    const begun = given(alone()).after(asked())
    expect(begun.actions).toEqual([
      { do: 'begin', flight: 1 },
      { do: 'read', flight: 1 },
    ])
    const queued = begun.after(read())
    expect(queued.actions).toEqual([{ do: 'queue', flight: 1, endpoint: 'login' }])
    const calling = queued.after(granted())
    expect(calling.actions).toEqual([
      { do: 'tell', event: { type: 'acquiring', endpoint: 'login', reason: 'first' } },
      { do: 'call', flight: 1, endpoint: 'login', refreshToken: undefined },
    ])
    expect(calling.flight.step).toEqual({ at: 'calling', endpoint: 'login', sentAt: START, generation: 0 })
  })

  test('without a store › with a refresh token that lives, a refresh', () => {
    const queued = given(holding(alone(), dead)).after(asked('must_renew'), read())
    expect(queued.actions).toEqual([{ do: 'queue', flight: 1, endpoint: 'refresh' }])
    const calling = queued.after(granted())
    expect(calling.actions).toEqual([
      { do: 'tell', event: { type: 'acquiring', endpoint: 'refresh', reason: 'must_renew' } },
      { do: 'call', flight: 1, endpoint: 'refresh', refreshToken: 'r1' },
    ])
    expect(calling.flight.step).toEqual({ at: 'calling', endpoint: 'refresh', sentAt: START, generation: 1 })
  })

  test('with a store that is kept › read, look, check, queue, call', () => {
    const looking = given(keeping()).after(asked(), read())
    expect(looking.actions).toEqual([{ do: 'look', flight: 1 }])
    expect(looking.after(looked()).actions).toEqual([{ do: 'check', flight: 1 }])
    expect(looking.after(looked(), checked()).actions).toEqual([{ do: 'queue', flight: 1, endpoint: 'login' }])
  })

  test('with a store that is kept › a refresh needs no lease, and asks about no refusal', () => {
    const looking = given(holdingShared(keeping(), dead)).after(asked(), read())
    expect(looking.after(sameThere()).actions).toEqual([{ do: 'queue', flight: 1, endpoint: 'refresh' }])
  })

  test('with a shared store › read, look, lease, look again inside it, check, queue, call', () => {
    const looking = given(sharing()).after(asked(), read())
    expect(looking.flight.step).toEqual(lookingThen('lease'))
    const leasing = looking.after(looked())
    expect(leasing.actions).toEqual([{ do: 'lease', flight: 1 }])
    const inside = leasing.after(leased())
    expect(inside.actions).toEqual([{ do: 'look', flight: 1 }])
    expect(inside.flight).toMatchObject({ step: lookingThen('choose'), leased: true })
    const checking = inside.after(looked())
    expect(checking.actions).toEqual([{ do: 'check', flight: 1 }])
    const queued = checking.after(checked())
    expect(queued.actions).toEqual([{ do: 'queue', flight: 1, endpoint: 'login' }])
    expect(queued.flight.step).toEqual({ at: 'queued', endpoint: 'login', waited: false })
    expect(queued.after(granted()).flight.step.at).toBe('calling')
  })

  test('with a shared store › a refresh token that others may hold is sent under the lease, once it is out of the store', () => {
    const queued = given(holdingShared(sharing(), dead)).after(asked(), read(), sameThere(), leased())
    expect(queued.actions).toEqual([{ do: 'queue', flight: 1, endpoint: 'refresh' }])
    expect(kinds(queued.after(granted()).actions)).toEqual(['mark'])
    expect(kinds(queued.after(granted(), marked()).actions)).toEqual(['acquiring', 'call'])
  })

  test.each([
    { step: 'reading', walk: () => given(alone()).after(asked()), ms: 30_000 },
    { step: 'looking', walk: () => given(keeping()).after(asked(), read()), ms: 2_500 },
    { step: 'leasing', walk: () => given(sharing()).after(asked(), read(), looked()), ms: 7_000 },
    { step: 'elsewhere', walk: () => given(sharing()).after(asked(), read(), looked(), busy()), ms: 7_120 },
    { step: 'checking', walk: () => given(keeping()).after(asked(), read(), looked()), ms: 2_500 },
    { step: 'queued', walk: () => given(alone()).after(asked(), read()), ms: 2_500 },
    { step: 'marking', walk: () => given(holdingShared(sharing(), dead)).after(asked()).upTo('marking'), ms: 7_000 },
    { step: 'calling', walk: () => given(alone()).after(asked(), read(), granted()), ms: 30_000 },
    { step: 'resting', walk: () => given(backingOff(alone(), 'login')).after(asked()), ms: 1_000 },
  ])('at "$step" the next sign of life is expected within $ms ms, and a second more', ({ step, walk, ms }) => {
    expect(walk().flight.step.at).toBe(step)
    expect(walk().flight.expectedBy).toBe(START.mono + ms + 1_000)
  })
})

describe('impossible events', () => {
  const shared = () => given(sharing())
  const steps: Readonly<Record<string, () => Walk>> = {
    resting: () => given(backingOff(alone(), 'login')).after(asked()),
    reading: () => given(alone()).after(asked()),
    looking: () => shared().after(asked(), read()),
    leasing: () => shared().after(asked(), read(), looked()),
    elsewhere: () => shared().after(asked(), read(), looked(), busy()),
    checking: () => shared().after(asked()).upTo('checking'),
    queued: () => shared().after(asked()).upTo('queued'),
    'queued for either': () => given(holding(alone(), dead)).after(asked()).upTo('queued').after(waiting(20_000)),
    'looking again': () => shared().after(asked()).upTo('queued').after(waiting(5), granted()),
    marking: () => given(holdingShared(sharing(), dead)).after(asked()).upTo('marking'),
    calling: () => shared().after(asked()).upTo('calling'),
  }
  const possible: Readonly<Record<string, readonly string[]>> = {
    resting: ['woke'],
    reading: ['read'],
    looking: ['looked'],
    leasing: ['leased'],
    elsewhere: ['woke'],
    checking: ['checked'],
    queued: ['waiting', 'granted'],
    'queued for either': ['waiting', 'granted'],
    'looking again': ['looked'],
    marking: ['marked'],
    calling: ['limited', 'answered'],
  }
  const facts = [woke(), read(), looked(), leased(), checked(), waiting(5), granted(), marked(), limited(), token()]
  const cases = Object.entries(steps).flatMap(([step, walk]) =>
    facts.map((fact) => ({ step, walk, fact, type: fact.type, may: possible[step]?.includes(fact.type) === true })),
  )

  test.each(cases.filter(({ may }) => !may))(
    '$type cannot come at the step "$step", and the error names both',
    ({ step, walk, fact }) => {
      expect(walk().flight.step.at).toBe(step)
      const impossible = () => walk().after(fact)
      expect(impossible).toThrow(ImpossibleEvent)
      expect(impossible).toThrow(`The event "${fact.type}" cannot come at the step "${step}".`)
      expect(impossible).toThrow(expect.objectContaining({ event: fact.type, step }))
    },
  )

  test.each(cases.filter(({ may }) => may))('$type may come at the step "$step"', ({ walk, fact }) => {
    expect(() => walk().after(fact)).not.toThrow()
  })

  test.each(Object.entries(steps))(
    'no sign of life, or an end that is not ours, may come at the step "%s"',
    (_, walk) => {
      expect(walk().after(overdue()).actions).toEqual([])
      expect(walk().after(broke()).actions.at(-1)).toEqual({ do: 'settle', flight: 1, end: 'lost' })
    },
  )
})
