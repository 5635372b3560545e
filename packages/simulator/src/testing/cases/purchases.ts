import type { Fault } from '../../fault.ts'
import { expect, expectCount } from '../expect.ts'
import type { Stage } from '../stage.ts'
import { order, streamed } from '../visitor.ts'
import { expectServed } from './sharing.ts'

/** Whatever these mean for the purchase, only the visitor can say whether to order again. */
const failures: readonly Fault[] = [
  { kind: 'status', status: 500 },
  { kind: 'status', status: 503, headers: { 'retry-after': '0' } },
  { kind: 'reset' },
  { kind: 'lose-answer' },
  { kind: 'malformed-json' },
]

export const purchases: Readonly<Record<string, (stage: Stage) => Promise<void>>> = {
  async 'a purchase under a revoked token is sent again byte for byte, and charged once'(stage) {
    await stage.warmUp()
    stage.simulator.revokeAll()
    expectServed([await stage.visit('/airtime', order('revoked'))])
    const sent = stage.sent('purchase')
    expectCount('times the purchase was sent', sent.length, 2)
    const [first, second] = sent
    expect(first?.bodyHash === second?.bodyHash, 'the purchase was sent twice with different bodies')
    expect(first?.contentType === second?.contentType, 'the purchase was sent twice with different content types')
    expect(second?.generation === 2, 'the second sending should carry the new token')
    expectCount('refreshes', stage.simulator.count('refresh'), 1)
    expectCharged(stage, ['revoked'])
  },

  async 'a purchase that fails for any other reason is not sent again'(stage) {
    await stage.warmUp()
    for (const fault of failures) {
      const reference = `failed-${fault.kind}`
      stage.simulator.reset()
      stage.simulator.failNext('purchase', fault)
      const { status } = await stage.visit('/airtime', order(reference))
      await stage.rest()
      expectCount(`times the purchase that met with '${fault.kind}' was sent`, stage.simulator.count('purchase'), 1)
      expectCount('calls in all', stage.simulator.count(), 1)
      expect(status === 502, `a purchase that met with '${fault.kind}' should be 502 but is ${status}`)
    }
    // Its answer was lost and not its purchase: the visitor orders again, with the same reference.
    expectServed([await stage.visit('/airtime', order('failed-lose-answer'))])
    expectCharged(stage, ['failed-lose-answer'])
  },

  async 'a purchase whose body cannot be sent again is sent once, and the next call has the new token'(stage) {
    await stage.warmUp()
    stage.simulator.revokeAll()
    const { status, text } = await stage.visit('/pagamio/purchase', streamed('streamed'))
    expect(status === 502, `a streamed purchase that met with a 401 should be 502 but is ${status}: ${text}`)
    await stage.until(() => stage.simulator.count('refresh') === 1, 'the 401 should bring a new token')
    await stage.rest()
    const [first, ...more] = stage.sent('purchase')
    expectCount('times the streamed purchase was sent', 1 + more.length, 1)
    expect(first?.bodyHash !== undefined, 'the streamed purchase arrived without its body')
    expectServed([await stage.visit('/pagamio/purchase', streamed('streamed'))])
    const last = stage.sent('purchase').at(-1)
    expect(last?.generation === 2 && last.bodyHash === first.bodyHash, 'the body should be passed on as it came')
    expectCount('times it was sent in all', stage.simulator.count('purchase'), 2)
    expectCount('refreshes', stage.simulator.count('refresh'), 1)
    expectCharged(stage, ['streamed'])
  },
}

function expectCharged({ simulator }: Stage, references: readonly string[]): void {
  const charged = simulator.charges.map(({ merchantReference }) => merchantReference)
  expect(charged.join() === references.join(), `charged should be ${references.join()}, but is ${charged.join()}`)
}
