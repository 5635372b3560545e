import { expect, expectCount } from '../expect.ts'
import { credentials } from '../secrets.ts'
import type { Stage } from '../stage.ts'
import { RENEW_AHEAD_MS } from './sharing.ts'

const down = { kind: 'status', status: 500 } as const
const looks = 5

export const health: Readonly<Record<string, (stage: Stage) => Promise<void>>> = {
  async 'health is looked at without a call, before the first token and when the password is wrong'(stage) {
    await expectHealth(stage, 200, 'nothing was tried yet')
    await stage.rest()
    expectCount('calls before anybody wants anything', stage.simulator.count(), 0)
    stage.simulator.changePassword(credentials.username, 'another')
    await stage.visit('/categories')
    await expectHealth(stage, 503, 'the password is refused')
    expectCount('calls', stage.simulator.count(), 1)
  },

  async 'health is good while a token lives, whatever its renewal comes to, and bad once it is dead'(stage) {
    await stage.warmUp()
    for (const endpoint of ['login', 'refresh'] as const) {
      stage.simulator.failNext(endpoint, down, Number.POSITIVE_INFINITY)
    }
    stage.advance(RENEW_AHEAD_MS)
    await stage.visit('/categories')
    await stage.rest()
    await expectHealth(stage, 200, 'a token lives')
    stage.advance(5 * 60_000)
    await stage.whileTimePasses(stage.visit('/categories'))
    const calls = stage.simulator.count()
    await expectHealth(stage, 503, 'the token is dead, and no other is to be had')
    await stage.rest()
    expectCount('calls that come of looking', stage.simulator.count() - calls, 0)
  },
}

async function expectHealth(stage: Stage, wanted: number, why: string): Promise<void> {
  for (const { status, text } of await stage.crowd(looks, '/health')) {
    expect(status === wanted, `where ${why}, health should be ${wanted} but is ${status}: ${text}`)
  }
}
