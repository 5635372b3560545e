import { expect, expectCount } from '../expect.ts'
import type { Stage } from '../stage.ts'
import { type Answer, order } from '../visitor.ts'

/** Old enough to be renewed, young enough to be used: 26 of 30 minutes, as the vendor's page on tokens has it. */
export const RENEW_AHEAD_MS = 26 * 60_000
const SLOW_MS = 2_000

export const sharing: Readonly<Record<string, (stage: Stage) => Promise<void>>> = {
  async 'a cold start under 200 visitors costs one login'(stage) {
    stage.simulator.failNext('login', { kind: 'delay', ms: SLOW_MS }, Number.POSITIVE_INFINITY)
    const visits = stage.crowd(200)
    await stage.until(() => stage.simulator.count('login') > 0, 'nobody logs in')
    await stage.rest()
    stage.advance(SLOW_MS)
    const cold = await visits
    stage.simulator.clearFaults()
    const warm = await stage.visit('/categories')
    expectCount('logins', stage.simulator.count('login'), 1)
    expectCount('refreshes', stage.simulator.count('refresh'), 0)
    expectCount('calls of the API', stage.simulator.count('categories'), 201)
    expectServed([...cold, warm])
  },

  async 'a renewal under load is waited for by nobody'(stage) {
    await stage.warmUp()
    stage.advance(RENEW_AHEAD_MS)
    stage.simulator.failNext('refresh', { kind: 'delay', ms: SLOW_MS })
    expectServed(await stage.crowd(20))
    await stage.until(() => stage.simulator.count('refresh') > 0, 'a token with 4 minutes left is not renewed')
    const used = new Set(stage.sent('categories').map(({ generation }) => generation))
    expect(used.size === 1 && used.has(1), 'while the renewal is under way, calls should carry the token that is held')
    stage.advance(SLOW_MS)
    await stage.rest()
    expectServed(await stage.crowd(5))
    expectNewest(stage, 2)
    expectCount('refreshes', stage.simulator.count('refresh'), 1)
    expectCount('logins', stage.simulator.count('login'), 0)
    expectCount('401s', stage.simulator.count(undefined, 'unauthorized'), 0)
  },

  async 'a token revoked in mid-traffic costs one refresh and no failed request'(stage) {
    await stage.warmUp()
    const inside = 10
    stage.simulator.failNext('categories', { kind: 'delay', ms: SLOW_MS }, inside)
    const early = stage.crowd(inside)
    await stage.until(() => stage.simulator.count('categories') === inside, 'visitors should not wait for each other')
    stage.simulator.revokeAll()
    const buyers = 4
    const [browsing, buying] = await Promise.all([
      stage.crowd(10),
      stage.crowd(buyers, '/airtime', (buyer) => order(`mid-traffic-${buyer}`)),
    ])
    expectServed(browsing)
    expectServed(buying)
    stage.advance(SLOW_MS)
    expectServed(await early)
    expectCount('refreshes', stage.simulator.count('refresh'), 1)
    expectCount('logins', stage.simulator.count('login'), 0)
    expectCount('charges', stage.simulator.charges.length, buyers)
  },

  async 'late 401s to an old token do not spend the new one'(stage) {
    await stage.warmUp()
    const late = 10
    // Longer than any application could still think of the new token as being on trial.
    const delayMs = 60_000
    stage.simulator.failNext('categories', { kind: 'delay', ms: delayMs }, late)
    const early = stage.crowd(late)
    await stage.until(() => stage.simulator.count('categories') === late, 'visitors should not wait for each other')
    stage.simulator.revokeAll()
    expectServed([await stage.visit('/categories')])
    expectCount('refreshes', stage.simulator.count('refresh'), 1)
    stage.advance(delayMs)
    expectServed(await early)
    expectServed([await stage.visit('/categories')])
    expectCount('refreshes', stage.simulator.count('refresh'), 1)
    expectCount('logins', stage.simulator.count('login'), 0)
    expectNewest(stage, 2)
  },
}

export function expectServed(answers: readonly Answer[]): void {
  const failed = answers.find(({ status }) => status !== 200)
  const count = answers.filter(({ status }) => status !== 200).length
  expect(!failed, `${count} of ${answers.length} visitors were not served: ${failed?.status} ${failed?.text}`)
}

function expectNewest(stage: Stage, generation: number): void {
  const last = stage.sent('categories').at(-1)
  expect(last?.generation === generation, 'later calls should carry the new token')
}
