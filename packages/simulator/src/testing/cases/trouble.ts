import { expect, expectCount } from '../expect.ts'
import { credentials } from '../secrets.ts'
import type { Stage } from '../stage.ts'
import type { Answer } from '../visitor.ts'
import { expectServed, RENEW_AHEAD_MS } from './sharing.ts'

const MINUTE_MS = 60_000
const down = { kind: 'status', status: 503, body: 'html' } as const

export const trouble: Readonly<Record<string, (stage: Stage) => Promise<void>>> = {
  async 'a wrong password costs one call, is a clear 502, and leaves the application up'(stage) {
    stage.simulator.changePassword(credentials.username, 'another')
    const answers = [...(await stage.crowd(10)), await stage.visit('/categories')]
    stage.advance(5 * MINUTE_MS)
    answers.push(...(await stage.crowd(5)))
    expectCount('calls', stage.simulator.count(), 1)
    for (const answer of answers) expectTrouble(answer, 502, ['invalid_credentials'])
  },

  async 'an endpoint that is down is noticed by nobody while the token lives'(stage) {
    await stage.warmUp()
    for (const endpoint of ['login', 'refresh'] as const) {
      stage.simulator.failNext(endpoint, down, Number.POSITIVE_INFINITY)
    }
    stage.advance(RENEW_AHEAD_MS)
    for (let minute = 26; minute < 29; minute++) {
      expectServed(await stage.crowd(3))
      await stage.rest()
      stage.advance(MINUTE_MS)
    }
    expect(stage.simulator.count('refresh') > 0, 'a token with 4 minutes left is not renewed')
    expectCount('logins while the token lives', stage.simulator.count('login'), 0)
    const busiest = stage.simulator.busiestWindow('refresh')
    expect(busiest <= 10, `10 refreshes a minute are allowed, and there were ${busiest}`)
    stage.simulator.clearFaults()
    stage.advance(5 * MINUTE_MS)
    expectServed([await stage.whileTimePasses(stage.visit('/categories'))])
  },

  async 'without a token, an endpoint that is down is a 503 that says when to come back'(stage) {
    stage.simulator.failNext('login', down, Number.POSITIVE_INFINITY)
    for (let round = 1; round <= 6; round++) {
      const answers = await stage.whileTimePasses(stage.crowd(3))
      // By and by the permits may run out that the endpoint's limit leaves.
      const codes = round === 1 ? ['endpoint_unavailable'] : ['endpoint_unavailable', 'rate_limited']
      for (const answer of answers) expectTrouble(answer, 503, codes)
    }
    const busiest = stage.simulator.busiestWindow('login')
    expect(busiest <= 5, `5 logins a minute are allowed, and there were ${busiest}`)
    stage.simulator.clearFaults()
    stage.advance(MINUTE_MS)
    expectServed([await stage.whileTimePasses(stage.visit('/categories'))])
  },
}

function expectTrouble({ status, text, retryAfter, fields }: Answer, wanted: number, codes: readonly unknown[]): void {
  expect(status === wanted, `where no token can be had, the visitor should get ${wanted} but gets ${status}: ${text}`)
  expect(codes.includes(fields.error), `the answer should have error: '${codes.join("' or '")}', but is ${text}`)
  expect(typeof fields.message === 'string' && fields.message !== '', `the answer should have a message: ${text}`)
  if (wanted === 503) {
    expect(/^[1-9]\d*$/.test(retryAfter ?? ''), `Retry-After should be whole seconds, but is ${retryAfter}`)
  }
}
