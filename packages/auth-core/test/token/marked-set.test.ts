import { describe, expect, test } from 'vitest'
import { adopt } from '../../src/token/adopt.ts'
import { kinds } from './support/actions.ts'
import { asked, broke, leased, looked, marked, noLease, overtaken, read, restored } from './support/events.ts'
import { holding, holdingShared, sharing } from './support/states.ts'
import { ACCOUNT, inStore, LIFE, MINUTE, START } from './support/tokens.ts'
import { given } from './support/walk.ts'

// About `marked` of src/token/acquisition.ts, and what `adopt` makes of a mark.

const due = { leftMs: 4 * MINUTE }
const shorter = inStore({ generation: 5 }, { ageMs: LIFE - MINUTE })

describe('another refresh token is held by the time the mark is answered', () => {
  test.each([
    { how: 'restored', event: restored({ found: shorter }) },
    {
      how: 'restored of another account',
      event: restored({ account: 'another', found: inStore({ generation: 5 }, { ageMs: LIFE }) }),
    },
    { how: 'overtaken', event: overtaken({ newer: shorter }) },
  ])('$how › that one is not sent without a mark of its own', ({ event }) => {
    const walk = given(holdingShared(sharing(), due)).after(asked()).upTo('marking').after(event, marked())
    expect(kinds(walk.actions)[0]).toBe('return permit')
    expect(kinds(walk.actions)).not.toContain('call')
    expect(walk.upTo('marking').actions).toMatchObject([{ do: 'mark', set: { refreshToken: 'r2', generation: 5 } }])
  })
})

describe('a marked refresh token whose answer was lost', () => {
  const lost = () =>
    given(holdingShared(sharing(), due)).after(asked()).upTo('calling').after(broke()).after(asked(), read(), looked())

  test('is not sent without a lease', () => {
    expect(lost().after(noLease()).flight.step.at).toBe('checking')
  })

  test('is not sent under another lease, also if the store has forgotten the mark', () => {
    expect(lost().after(leased(), looked()).flight.step.at).toBe('checking')
  })
})

test('adopt › the mark of another process makes the same token no younger', () => {
  const found = inStore({ accessToken: 'a1', refreshToken: undefined }, { ageMs: LIFE - due.leftMs - 100 })
  const { state, adopted } = adopt(holding(sharing(), due), found, ACCOUNT, START)
  expect(adopted).toBe(undefined)
  expect(state.held?.set).toMatchObject({ refreshToken: undefined, generation: 2 })
})
