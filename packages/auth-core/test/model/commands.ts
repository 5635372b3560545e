import type { Fault } from '@pagamio/simulator'
import fc from 'fast-check'
import { momentOf } from '../../src/platform/clock.ts'
import { MINUTE, type World } from './world.ts'

/** What the next command may find: everything settled, or the last one still between two promises. */
type Then = 'settle' | 'go on'
type WorldCommand = fc.AsyncCommand<object, World>

function command(name: string, facts: object, run: (world: World) => unknown, then: Then): WorldCommand {
  return {
    check: () => true,
    async run(_, world) {
      await run(world)
      if (then === 'settle') await world.settle()
      world.check()
    },
    toString: () => `${name}(${JSON.stringify(facts)})${then === 'settle' ? '' : ' …'}`,
  }
}

/** A command from its facts; most of them are followed by quiet. */
function commandOf<Facts extends object>(
  name: string,
  facts: { [Key in keyof Facts]: fc.Arbitrary<Facts[Key]> },
  run: (world: World, facts: Facts) => unknown,
): fc.Arbitrary<WorldCommand> {
  const then = fc.constantFrom<Then>('settle', 'settle', 'go on')
  return fc
    .tuple(fc.record<Facts>(facts), then)
    .map(([given, afterwards]) => command(name, given, (world) => run(world, given), afterwards))
}

const client = fc.nat(2)
const which = fc.nat(30)

const getToken = commandOf(
  'getToken',
  {
    client,
    callers: fc.constantFrom(1, 1, 2, 12),
    timeoutMs: fc.constantFrom(undefined, undefined, undefined, 0, 500, 5_000, 2 * MINUTE, 5 * MINUTE),
    abortable: fc.boolean(),
  },
  (world, { callers, ...facts }) => {
    for (let n = 0; n < callers; n++) world.client(facts.client).getToken(facts)
  },
)

const abort = commandOf('abort', { client, which, all: fc.boolean() }, (world, facts) => {
  const { asks } = world.client(facts.client)
  const abortable = asks.pending.filter(({ controller }) => controller && !controller.signal.aborted)
  const leaving = facts.all ? abortable : abortable.slice(facts.which % Math.max(1, abortable.length)).slice(0, 1)
  for (const ask of leaving) {
    ask.deadline = world.clock.monotonic()
    ask.controller?.abort()
  }
})

const reject = commandOf('reject', { client, which, old: fc.boolean() }, (world, facts) => {
  const one = world.client(facts.client)
  const { issued, latest } = one.model
  const used = facts.old ? issued[facts.which % Math.max(1, issued.length)] : latest
  if (used !== undefined) one.reportOld(used)
})

const get = commandOf('fetch', { client, abortable: fc.boolean() }, (world, { abortable, ...facts }) =>
  world.client(facts.client).fetch('/products/categories', { abortable }),
)

const purchaseFacts = { client, reference: fc.nat(), stream: fc.boolean(), revoked: fc.boolean() }
const purchase = commandOf('purchase', purchaseFacts, (world, facts) => {
  const { latest } = world.client(facts.client).model
  if (facts.revoked && latest !== undefined) world.simulator.revoke(latest)
  const order = { productCode: 'AIR-MTN-001', amount: 10, mobileNumber: '+27820000000', paymentMethod: 'cash' }
  const body = JSON.stringify({ ...order, channelId: 'Q7RT2M', merchantReference: `R-${facts.reference}` })
  const sent = facts.stream ? { body: new Blob([body]).stream(), duplex: 'half' as const } : { body }
  world.client(facts.client).fetch('/purchase', { method: 'POST', ...sent })
})

const elsewhere = commandOf('fetch elsewhere', { client }, (world, facts) =>
  world.client(facts.client).fetch('https://shop.example/api/v1/products/categories'),
)

const revoke = commandOf(
  'revoke',
  { client, what: fc.constantFrom('latest', 'access', 'refresh') },
  (world, { what, ...facts }) => {
    const { latest } = world.client(facts.client).model
    if (what === 'access') world.simulator.revokeAll()
    else if (what === 'refresh') world.simulator.revokeRefreshTokens()
    else if (latest !== undefined) world.simulator.revoke(latest)
  },
)

const setActive = commandOf('setActive', { client, active: fc.boolean() }, (world, { active, ...facts }) =>
  world.simulator.setActive(world.client(facts.client).username, active),
)

const advance = commandOf(
  'advance',
  {
    ms: fc.oneof(fc.integer({ min: 1, max: 3_000 }), fc.integer({ min: 3_000, max: 90_000 }), fc.nat(20 * MINUTE)),
  },
  (world, { ms }) => world.clock.advance(ms),
)

/** Everybody wants a token all the time. */
const busy = commandOf('busy', { seconds: fc.integer({ min: 5, max: 70 }) }, async (world, { seconds }) => {
  for (let second = 0; second < seconds; second++) {
    for (const one of world.clients) one.getToken()
    await world.clock.advance(1_000)
  }
})

/** To shortly before or after a point of the held token's life. */
const advanceTo = commandOf(
  'advance to a window',
  { client, left: fc.constantFrom(0.26, 0.17, 0.06, 0.04, 0.001, 0, -0.1), more: fc.nat(3_000) },
  (world, { left, more, ...facts }) => {
    const { model, clock, lifeMs } = world.client(facts.client)
    const leftMs = model.latest === undefined ? 0 : model.leftMs(model.latest, momentOf(clock))
    return world.clock.advance(Math.max(0, leftMs - left * lifeMs + more))
  },
)

const jump = commandOf(
  'jump',
  {
    clock: fc.constantFrom<'wall' | 'monotonic'>('wall', 'monotonic'),
    ms: fc.oneof(fc.integer({ min: -60 * MINUTE, max: 60 * MINUTE }), fc.integer({ min: -60_000, max: 60_000 })),
  },
  (world, { clock, ms }) => world.jump(clock, ms),
)

const rotate = commandOf('rotate on the server', { client }, (world, facts) =>
  world.rotateOnServer(world.client(facts.client)),
)

const setCredentials = commandOf(
  'setCredentials',
  { client, which: fc.constantFrom<'of-server' | 'next' | 'same'>('of-server', 'of-server', 'next', 'same') },
  (world, facts) => world.setCredentials(world.client(facts.client), facts.which),
)

const ELSEWHERE = 'https://elsewhere.example/'

const acquisitionFault = fc.oneof<fc.Arbitrary<Fault>[]>(
  fc.record({ kind: fc.constant('status'), status: fc.constantFrom(500, 503, 401, 429, 404) }),
  fc.record({ kind: fc.constant('status'), status: fc.constant(403), body: fc.constantFrom('envelope', 'html') }),
  fc.constant({ kind: 'status', status: 429, headers: { 'retry-after': '90' } }),
  fc.record({
    kind: fc.constantFrom('reset', 'hang', 'hang-after-headers', 'malformed-json', 'html', 'lose-answer'),
  }),
  fc.constant({ kind: 'redirect', location: `${ELSEWHERE}auth/token` }),
  fc.record({ kind: fc.constant('delay'), ms: fc.integer({ min: 100, max: 40_000 }) }),
  fc.constant({ kind: 'answer', body: '{"successful":false,"data":{"token":"canary-token"}}' }),
)

const failAcquisition = commandOf(
  'fail',
  { endpoint: fc.constantFrom('login', 'refresh'), fault: acquisitionFault, times: fc.integer({ min: 1, max: 4 }) },
  (world, { endpoint, fault, times }) => world.simulator.failNext(endpoint, fault, times),
)

const apiFault = fc.oneof<fc.Arbitrary<Fault>[]>(
  fc.record({ kind: fc.constant('status'), status: fc.constantFrom(401, 401, 403, 429, 503) }),
  fc.record({ kind: fc.constantFrom('reset', 'html', 'lose-answer') }),
  fc.constant({ kind: 'redirect', location: `${ELSEWHERE}api/v1/products/categories` }),
  fc.record({ kind: fc.constant('delay'), ms: fc.nat(5_000) }),
)

const failApi = commandOf(
  'fail',
  { endpoint: fc.constantFrom('categories', 'purchase'), fault: apiFault, times: fc.integer({ min: 1, max: 4 }) },
  (world, { endpoint, fault, times }) => world.simulator.failNext(endpoint, fault, times),
)

const mend = commandOf('mend', {}, (world) => world.simulator.clearFaults())

const close = commandOf('close', { client, reopen: fc.boolean() }, (world, { reopen, ...facts }) => {
  const one = world.client(facts.client)
  if (!one.model.closed) one.close()
  if (reopen) world.reopen(one)
})

/** Everything that can happen, the usual more often than the rare. */
export const worldCommands: fc.Arbitrary<WorldCommand>[] = [
  ...[getToken, getToken, getToken, getToken, getToken, getToken],
  ...[advance, advance, advanceTo, advanceTo, advanceTo, jump],
  ...[failAcquisition, failAcquisition, failAcquisition, failApi],
  ...[get, get, purchase, purchase, elsewhere, busy, reject, reject, abort, abort],
  ...[revoke, revoke, rotate, setCredentials, setActive, mend, close],
]
