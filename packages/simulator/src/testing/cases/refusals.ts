import { expect, expectCount } from '../expect.ts'
import type { Stage } from '../stage.ts'
import { type Answer, order } from '../visitor.ts'

export const refusals: Readonly<Record<string, (stage: Stage) => Promise<void>>> = {
  async 'a 401 that no token cures costs one refresh, and is never the visitor’s own'(stage) {
    await stage.warmUp()
    stage.simulator.failNext('categories', { kind: 'status', status: 401 }, Number.POSITIVE_INFINITY)
    stage.simulator.failNext('purchase', { kind: 'status', status: 401 }, Number.POSITIVE_INFINITY)
    const one = 3
    const many = 10
    for (let visitor = 0; visitor < one; visitor++) expectRefused(await stage.visit('/categories'), 401)
    for (const answer of await stage.crowd(many)) expectRefused(answer, 401)
    expectRefused(await stage.visit('/airtime', order('no-cure')), 401)
    expectCount('refreshes', stage.simulator.count('refresh'), 1)
    expectCount('logins', stage.simulator.count('login'), 0)
    const most = 2 * (one + many)
    const calls = stage.simulator.count('categories')
    expect(calls <= most, `a visit should cost two calls at most, but ${one + many} of them cost ${calls}`)
    expect(stage.simulator.count('purchase') <= 2, 'a purchase should be sent twice at most')
    stage.simulator.clearFaults()
    const { status } = await stage.visit('/categories')
    expect(status === 200, `once the API accepts the token again, a visit should be 200 but is ${status}`)
  },

  async '403 and 429 of the API are passed on untouched, and ask for no token'(stage) {
    await stage.warmUp()
    for (const [status, headers] of [
      [403, {}],
      [429, {}],
      [429, { 'retry-after': '1' }],
    ] as const) {
      stage.simulator.reset()
      stage.simulator.failNext('any', { kind: 'status', status, headers })
      const browsing = await stage.visit('/categories')
      expectCount(`calls for a ${status}`, stage.simulator.count('categories'), 1)
      stage.simulator.failNext('any', { kind: 'status', status, headers })
      const buying = await stage.visit('/airtime', order(`refused-${status}`))
      expectCount(`purchases for a ${status}`, stage.simulator.count('purchase'), 1)
      expectCount(`calls in all for a ${status}`, stage.simulator.count(), 2)
      for (const answer of [browsing, buying]) expectRefused(answer, status)
    }
    expectCount('charges', stage.simulator.charges.length, 0)
  },
}

/** What the API refused is told in its own words. */
function expectRefused({ status, text, fields }: Answer, upstream: number): void {
  expect(status === 502, `where the API answers ${upstream}, the visitor should get 502 but gets ${status}`)
  expect(fields.error === 'upstream', `the answer should have error: 'upstream', but is ${text}`)
  const message = String(fields.message)
  const words = [String(upstream), `Simulated error ${upstream}`]
  expect(
    words.every((word) => message.includes(word)),
    `the message should have the API’s status and words, but is ${message}`,
  )
}
