import { permitKey } from '../limit/permit-log.ts'
import { expectGranted, expectRefused, fill, ORIGIN, type SharingCases } from './sharing-probe.ts'
import { expect } from './test-subject.ts'

/** Permits: so many in a window, and which goes first. */
export const permitCases: SharingCases = {
  async 'permits are given up to the limit, then never sooner than the window allows'(probe) {
    const { ask, pass, unitMs } = probe
    await fill(probe)
    const { retryAfterMs } = await ask('third')
    expect(
      retryAfterMs > unitMs / 2 && retryAfterMs <= 2 * unitMs,
      `the third of two should wait for about ${unitMs} ms, not ${retryAfterMs}`,
    )
    await pass(1.1)
    expectGranted(await ask('third'), 'who has waited for the window')
  },

  async 'of many that ask at once, as many as the limit get a permit'({ ask }) {
    const answers = await Promise.all(Array.from({ length: 16 }, (_, n) => ask(`id ${n}`, { limit: 5 })))
    const granted = answers.filter(({ retryAfterMs }) => retryAfterMs === 0).length
    expect(granted === 5, `of 16 at once, five should get a permit, not ${granted}`)
  },

  async 'a caller that asks again for a permit that it has, has it, and it counts once'({ ask }) {
    for (let n = 0; n < 3; n++) expectGranted(await ask('first'), 'who has the permit')
    expectGranted(await ask('second'), 'the second of two')
  },

  async 'a call counts from its answer, and unsettled until it cannot be under way any more'({ ask, settle, pass }) {
    await ask('answered')
    await ask('lost')
    await pass(0.4)
    await settle('answered', 'answered')
    await pass(0.75)
    expectRefused(await ask('third'), 'who asks within the window after the answer')
    await pass(0.4)
    expectGranted(await ask('third'), 'who asks after the window of the answered call')
    await settle('third', 'unused')
    expectRefused(await ask('fourth', { limit: 1 }), 'who asks while the lost call may still count')
    await pass(0.6)
    expectGranted(await ask('fourth', { limit: 1 }), 'who asks after the lost call')
  },

  async 'first come, first served'(probe) {
    const { ask, pass } = probe
    await fill(probe)
    for (const id of ['a', 'b', 'c']) expectRefused(await ask(id), id)
    await pass(1.1)
    expectRefused(await ask('c'), 'the third in the line, for two permits')
    expectGranted(await ask('b'), 'the second in the line, for two permits')
    expectRefused(await ask('newcomer'), 'a newcomer while others wait')
    expectGranted(await ask('a'), 'the first in the line')
  },

  async 'callers go before renewals in the background'(probe) {
    const { ask, pass } = probe
    await fill(probe)
    expectRefused(await ask('background', { deadlineMs: 1_000 }), 'a renewal')
    expectRefused(await ask('a'), 'a caller')
    expectRefused(await ask('b'), 'a second caller')
    await pass(1.1)
    expectRefused(await ask('background', { deadlineMs: 1_000 }), 'a renewal while callers wait')
    expectGranted(await ask('b'), 'a caller')
    expectGranted(await ask('a'), 'the caller who was first')
  },

  async 'among renewals the token that dies first goes first'(probe) {
    const { ask, pass, unitMs } = probe
    await fill(probe)
    const deadlines = { late: 45 * unitMs, early: 15 * unitMs, next: 30 * unitMs }
    for (const [id, deadlineMs] of Object.entries(deadlines)) expectRefused(await ask(id, { deadlineMs }), id)
    await pass(1.1)
    const left = (deadlineMs: number) => ({ deadlineMs: deadlineMs - 1.1 * unitMs })
    expectRefused(await ask('late', left(deadlines.late)), 'the token that dies last, for two permits')
    expectGranted(await ask('next', left(deadlines.next)), 'the token that dies second, for two permits')
    expectRefused(await ask('newcomer', left(deadlines.next)), 'a newcomer whose token dies later than another')
    expectGranted(await ask('early', left(deadlines.early)), 'the token that dies first')
  },

  async 'among renewals of dead tokens the one that died first goes first, however late it asks'(probe) {
    const { ask, pass, unitMs } = probe
    await fill(probe)
    const one = { limit: 1 }
    expectRefused(await ask('newer', { ...one, deadlineMs: -unitMs }), 'a token that is dead')
    expectRefused(await ask('older', { ...one, deadlineMs: -2 * unitMs }), 'a token that is dead')
    await pass(1.1)
    expectRefused(await ask('newer', { ...one, deadlineMs: -2.1 * unitMs }), 'the token that died last')
    expectGranted(await ask('older', { ...one, deadlineMs: -3.1 * unitMs }), 'the token that died first')
  },

  async 'a renewal that a caller waits for goes with the callers, and back when he leaves'(probe) {
    const { ask, pass, unitMs } = probe
    await fill(probe)
    const one = { limit: 1 }
    expectRefused(await ask('wanted', { ...one, deadlineMs: 30 * unitMs }), 'a renewal')
    expectRefused(await ask('left', one), 'a caller')
    expectRefused(await ask('wanted', one), 'a renewal that a caller waits for')
    expectRefused(await ask('left', { ...one, deadlineMs: 15 * unitMs }), 'a renewal that its caller has left')
    await pass(1.1)
    expectRefused(
      await ask('left', { ...one, deadlineMs: 13.9 * unitMs }),
      'a renewal that its caller has left, for one permit',
    )
    expectGranted(await ask('wanted', one), 'a renewal that a caller waits for')
  },

  async 'a place in the line is lost by not asking again'(probe) {
    const { ask, pass, unitMs } = probe
    await fill(probe)
    for (const id of ['gone', 'gone too']) expectRefused(await ask(id, { placeMs: unitMs / 2 }), id)
    await pass(1.1)
    expectGranted(await ask('a'), 'who came after places that nobody looks after')
  },

  async 'what is not used is given back: a permit, and a place in the line'({ ask, settle }) {
    await ask('first', { limit: 1 })
    await settle('first', 'unused')
    expectGranted(await ask('second', { limit: 1 }), 'who asks after a permit was given back')
    expectRefused(await ask('third', { limit: 1 }), 'the third')
    await settle('third', 'unused')
    await settle('second', 'unused')
    expectGranted(await ask('fourth', { limit: 1 }), 'who asks after a place was given back')
  },

  async 'a permit that the store has forgotten counts when it is settled'({ ask, settle }) {
    await settle('unknown', 'success')
    expectRefused(await ask('second', { limit: 1 }), 'who asks after a call that the store did not know')
  },

  async 'each key has a limit of its own'(probe) {
    const { ask } = probe
    await fill(probe)
    for (const key of [permitKey(ORIGIN, 'refresh'), permitKey('https://other.example', 'login'), 'purchases', ''])
      expectGranted(await ask('a', {}, key), `who asks for the key "${key}"`)
    expectRefused(await ask('a', { limit: 1 }, permitKey(ORIGIN, 'login')), 'who asks for the key that is used up')
  },
}
