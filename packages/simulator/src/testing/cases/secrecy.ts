import type { Endpoint } from '../../endpoint.ts'
import type { Fault } from '../../fault.ts'
import type { LogEntry } from '../../log-entry.ts'
import { expect, expectCount } from '../expect.ts'
import type { Stage } from '../stage.ts'
import { order, streamed } from '../visitor.ts'
import { expectServed } from './sharing.ts'

/** A token that no header takes: the attempt puts it into the message of the TypeError. */
const UNSENDABLE = JSON.stringify({ accessToken: 'eyJhbGciOiJIUzI1NiJ9.broken\r\nX-Broken: yes', expiresIn: 1800 })

const oddities: readonly (readonly [Endpoint, Fault])[] = [
  ['categories', { kind: 'status', status: 500, body: 'html' }],
  ['categories', { kind: 'status', status: 400, body: 'nested' }],
  ['categories', { kind: 'reset' }],
  ['categories', { kind: 'malformed-json' }],
  ['categories', { kind: 'html' }],
  ['purchase', { kind: 'status', status: 503, body: 'empty' }],
  ['purchase', { kind: 'reset' }],
  ['purchase', { kind: 'lose-answer' }],
]

export const secrecy: Readonly<Record<string, (stage: Stage) => Promise<void>>> = {
  async 'a redirect elsewhere takes neither token nor password nor purchase along'(stage) {
    const { simulator: other, url } = await stage.elsewhere()
    const redirect = { kind: 'redirect', location: `${url}/products/categories` } as const
    stage.simulator.failNext('login', { ...redirect, location: `${url}/auth/token` }, Number.POSITIVE_INFINITY)
    const refused = await stage.whileTimePasses(stage.visit('/categories'))
    for (const entry of other.log) expectNothingOfOurs(entry)
    expect(refused.status >= 502, `a login that is redirected should fail, but the visitor gets ${refused.status}`)
    stage.simulator.clearFaults()
    stage.advance(60_000)
    expectServed([await stage.whileTimePasses(stage.visit('/categories'))])

    for (const status of [302, 307, 308] as const) {
      stage.simulator.failNext('categories', { ...redirect, status })
      await stage.visit('/categories')
      stage.simulator.failNext('purchase', { ...redirect, status, location: `${url}/purchase` })
      await stage.visit('/airtime', order(`redirected-${status}`))
      stage.simulator.failNext('purchase', { ...redirect, status, location: `${url}/purchase` })
      await stage.visit('/pagamio/purchase', streamed(`redirected-stream-${status}`))
      // The same server, but not the API.
      stage.simulator.failNext('categories', { kind: 'redirect', status, location: '/elsewhere' })
      await stage.visit('/categories')
    }
    for (const entry of [...other.log, ...stage.sent('unknown')]) expectNothingOfOurs(entry)
    expectCount('charges', stage.simulator.charges.length, 0)
  },

  async 'what a visitor brings along does not reach the API'(stage) {
    const headers = { 'content-type': 'application/json', authorization: 'Bearer visitor' }
    expectServed([
      await stage.visit('/categories', { headers }),
      await stage.visit('/airtime', { ...order('bringing'), headers }),
      await stage.visit('/pagamio/purchase', { ...streamed('bringing-too'), headers }),
    ])
    expectCount('401s', stage.simulator.count(undefined, 'unauthorized'), 0)
    expectCount('logins', stage.simulator.count('login'), 1)
  },

  async 'no secret is in any answer, log line or error'(stage) {
    stage.simulator.failNext('login', { kind: 'answer', body: UNSENDABLE }, Number.POSITIVE_INFINITY)
    const refused = await stage.whileTimePasses(stage.visit('/categories'))
    expect(refused.status >= 502, `a token that cannot be sent should fail, but the visitor gets ${refused.status}`)
    stage.simulator.clearFaults()
    stage.advance(60_000)
    expectServed([await stage.whileTimePasses(stage.visit('/categories'))])

    for (const [index, [endpoint, fault]] of oddities.entries()) {
      stage.simulator.failNext(endpoint, fault)
      const visit =
        endpoint === 'purchase' ? stage.visit('/airtime', order(`odd-${index}`)) : stage.visit('/categories')
      const { status } = await visit
      expect(
        status === 502,
        `where the API answers with '${fault.kind}', the visitor should get 502 but gets ${status}`,
      )
    }
    stage.simulator.failNext('purchase', { kind: 'reset' })
    expect(
      (await stage.visit('/pagamio/purchase', streamed('odd-stream'))).status === 502,
      'a lost connection should be a 502',
    )
    stage.simulator.failNext('transactions', { kind: 'status', status: 404, body: 'plain' })
    const { status } = await stage.visit('/transactions/nothing-of-this-name')
    expect(status === 502, `a lookup that is answered 404 should be 502 but is ${status}`)
  },
}

function expectNothingOfOurs({ authorization, bodyHash, method, path }: LogEntry): void {
  expect(authorization === 'none', `the token went along to ${method} ${path} elsewhere`)
  expect(bodyHash === undefined, `a body went along to ${method} ${path} elsewhere`)
}
