import { expect, expectCount } from '../expect.ts'
import type { Leaver, Stage } from '../stage.ts'
import { order, streamed } from '../visitor.ts'
import { expectServed } from './sharing.ts'

const SLOW_MS = 2_000
const slow = { kind: 'delay', ms: SLOW_MS } as const

/** What was called off is not sent (failure mode 138). */
export const callingOff: Readonly<Record<string, (stage: Stage) => Promise<void>>> = {
  async 'a purchase whose visitor leaves while the login is under way is never sent'(stage) {
    stage.simulator.failNext('login', slow)
    const visitors = [stage.leaver('/airtime', order('left')), stage.leaver('/pagamio/purchase', streamed('left-too'))]
    await stage.until(() => stage.simulator.count('login') === 1, 'nobody asks for a token')
    await leave(stage, visitors)
    expectCount('purchases of visitors who had left', stage.simulator.count('purchase'), 0)
    await expectOthersServed(stage)
    expectCount('logins', stage.simulator.count('login'), 1)
  },

  async 'a purchase whose visitor leaves while a 401 is cured is not sent again'(stage) {
    await stage.warmUp()
    stage.simulator.revokeAll()
    stage.simulator.failNext('refresh', slow)
    const visitor = stage.leaver('/airtime', order('left'))
    await stage.until(() => stage.simulator.count('refresh') === 1, 'the 401 should bring a new token')
    await leave(stage, [visitor])
    expectCount('times the purchase of a visitor who had left was sent', stage.simulator.count('purchase'), 1)
    await expectOthersServed(stage)
    expectCount('refreshes', stage.simulator.count('refresh'), 1)
  },

  async 'a purchase whose visitor leaves before its 401 comes is not sent again'(stage) {
    await stage.warmUp()
    stage.simulator.revokeAll()
    stage.simulator.failNext('purchase', slow)
    const visitor = stage.leaver('/airtime', order('left'))
    await stage.until(() => stage.simulator.count('purchase') === 1, 'the purchase should be sent')
    await leave(stage, [visitor])
    expectCount('times the purchase of a visitor who had left was sent', stage.simulator.count('purchase'), 1)
    await expectOthersServed(stage)
  },
}

/** They leave, the application has heard of it, and only then the server goes on. */
async function leave(stage: Stage, visitors: readonly Leaver[]): Promise<void> {
  await stage.rest()
  for (const { leave } of visitors) leave()
  await Promise.all(visitors.map(({ gone }) => gone))
  await stage.visit('/health')
  await stage.rest()
  stage.advance(SLOW_MS)
  await stage.rest()
}

async function expectOthersServed(stage: Stage): Promise<void> {
  expectServed(await stage.crowd(3))
  await stage.rest()
  const { charges } = stage.simulator
  expect(charges.length === 0, `charged, though their visitors had left: ${charges.length}`)
}
