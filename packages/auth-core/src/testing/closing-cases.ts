import { expectGranted, expectRefused, type SharingCases } from './sharing-probe.ts'
import { expect } from './test-subject.ts'

/** What a 429 does to the calls after it. */
export const closingCases: SharingCases = {
  async 'a closed endpoint lets nobody through, and then one that tries'({ ask, settle, pass, unitMs }) {
    await ask('first')
    await settle('first', 'closed', unitMs)
    expectRefused(await ask('second'), 'who asks a closed endpoint')
    await pass(1.1)
    const granted = await ask('second')
    expectGranted(granted, 'the first after a closing')
    expect(granted.closings === 1, `closings should be 1 after one closing, not ${granted.closings}`)
    expectRefused(await ask('third'), 'who asks before the first after a closing was answered')
    await settle('second', 'closed', unitMs)
    expectRefused(await ask('third'), 'who asks after it was closed again')
    await pass(1.1)
    const again = await ask('third')
    expectGranted(again, 'the first after the second closing')
    expect(again.closings === 2, `closings should be 2 after two in a row, not ${again.closings}`)
    await settle('third', 'success')
    const open = await ask('fourth')
    expectGranted(open, 'who asks after a success')
    expect(open.closings === 0, `a success should forget the closings, but there are ${open.closings}`)
  },

  async 'calls that were under way together when it closed make one closing, and open nothing'({
    ask,
    settle,
    pass,
    unitMs,
  }) {
    const limit = 4
    for (const id of ['first', 'second', 'third']) expectGranted(await ask(id, { limit }), `the ${id} call`)
    for (const [id, outcome] of [
      ['first', 'closed'],
      ['second', 'closed'],
      ['third', 'success'],
    ] as const) {
      await pass(0.02)
      await settle(id, outcome, unitMs)
    }
    expectRefused(await ask('fourth', { limit }), 'who asks after an earlier call came through a closed endpoint')
    await pass(1.2)
    const { retryAfterMs, closings } = await ask('fourth', { limit })
    expect(retryAfterMs === 0 && closings === 1, `one burst should be one closing, but closings is ${closings}`)
  },

  async 'an answer that is no success opens, and remembers the closings'({ ask, settle, pass, unitMs }) {
    await ask('first')
    await settle('first', 'closed', unitMs / 4)
    await pass(1.1)
    await ask('second')
    await settle('second', 'answered')
    const third = await ask('third')
    expectGranted(third, 'who asks after an answer')
    expect(third.closings === 1, `only a success should forget the closings, but there are ${third.closings}`)
  },

  async 'without an answer the next one may try'({ ask, settle, pass, unitMs }) {
    await ask('first', { limit: 5 })
    await settle('first', 'closed', unitMs / 4)
    await pass(0.3)
    await ask('second', { limit: 5 })
    await settle('second', 'unanswered')
    expectGranted(await ask('third', { limit: 5 }), 'who asks after a call that brought no answer')
    expectRefused(await ask('fourth', { limit: 5 }), 'who asks while that one is under way')
  },
}
