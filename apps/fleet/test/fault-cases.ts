// What holds for every server that processes share, whatever happens to it. The API takes a refresh token that is used twice
// for theft, as it should be expected to.
import { createSimulator, demoCredentials, type Simulator } from '@pagamio/simulator'
import { expect, type TestContext, test, vi } from 'vitest'
import { type ServerClock, serverClock } from '../../../packages/store-redis/test/support/server-clock.ts'
import { type TcpProxy, tcpProxy } from '../../../packages/store-redis/test/support/tcp-proxy.ts'
import type { StoreSetup } from '../src/setup.ts'
import { askAll, askApart, BUSY_WINDOW_MS, KEY } from './support/busy-fleet.ts'
import { merchants } from './support/fleet.ts'
import { type Member, startMember } from './support/member.ts'
import { LIMITS, mostCalls } from './support/most-calls.ts'

const PROCESSES = 8
/** As long as it takes a store that was away for long to be asked again. */
const PATIENCE_MS = 100_000
export const until = (seen: () => Promise<boolean>) => vi.waitUntil(seen, { timeout: PATIENCE_MS, interval: 400 })

/** A server that is a test's own. */
export interface OwnServer {
  readonly port: number
  /** How processes share through whatever leads to the server from this port. */
  storeAt(port: number): StoreSetup
  /** Its time of day: milliseconds since 1970. */
  now(): Promise<number>
  close(): Promise<unknown>
}

export interface Scene<Server> {
  readonly simulator: Simulator
  readonly server: Server
  /** The way on which the processes reach it. */
  readonly way: TcpProxy
  readonly members: readonly Member[]
  /** Every process makes a call, and every call succeeds. */
  work(): Promise<void>
}

type Strike<Server> = (scene: Scene<Server>) => Promise<unknown>

export interface Fault<Server> {
  readonly strike: Strike<Server>
  readonly heal: Strike<Server>
}

/** Between the sending of a refresh token and its answer. */
export interface Interruption<Server> {
  readonly strike: Strike<Server>
  /** Where it needs another server than the others. */
  readonly open?: () => Promise<Server>
}

/** With a time of day that goes back. */
export function setBack<Server extends OwnServer>(
  openWith: (clock: ServerClock) => Promise<Server>,
): Interruption<Server> {
  let turn: ServerClock['turn']
  return {
    async open() {
      const clock = serverClock()
      turn = clock.turn
      const server = await openWith(clock)
      return { ...server, close: () => server.close().finally(clock.close) }
    },
    async strike({ server }) {
      turn(-3_600)
      expect(Date.now() - (await server.now())).toBeGreaterThan(3_590_000)
    },
  }
}

/** Everything is 150 times as fast as it really is; but a window twice as long, because a busy machine is slow. */
const WINDOW_MS = 800

export async function sceneAt<Server extends OwnServer>(
  { onTestFinished }: TestContext,
  open: () => Promise<Server>,
  { processes = PROCESSES, windowMs = WINDOW_MS, share = 1 } = {},
): Promise<Scene<Server>> {
  // The processes keep Pagamio's own limits. The API lets through whatever comes, so that it sees all that they send.
  const simulator = createSimulator({
    merchants: [...merchants, { ...demoCredentials, id: 'M-1001' }],
    lifetimes: { accessMs: 12_000 },
    rotation: 'strict',
    limits: false,
  })
  const { url: baseUrl } = await simulator.listen()
  const server = await open()
  const way = await tcpProxy(server.port)
  const setup = { baseUrl, limits: { windowMs, share }, store: server.storeAt(Number(new URL(way.url).port)), key: KEY }
  const members = await Promise.all(
    Array.from({ length: processes }, (_, n) => startMember({ ...setup, name: `process ${n}` })),
  )
  onTestFinished(async () => {
    await Promise.all(members.map((member) => member.kill()))
    await way.close()
    await server.close()
    await simulator.close()
  })
  return {
    simulator,
    server,
    way,
    members,
    async work() {
      for (const { status, code } of await Promise.all(members.map((one) => one.ask('fetch', demoCredentials))))
        expect(status, code).toBe(200)
    },
  }
}

/** Refresh tokens that were used twice. A call that is late hears a 401 too, and is sent again. */
export const refusals = ({ log }: Simulator) =>
  log.filter(({ endpoint, status }) => endpoint === 'refresh' && status === 401)

/** Of processes that have their store, but for so many: those are alone, and need one login each. */
export function expectLimits({ log }: Simulator, alone = 0): void {
  expect(mostCalls(log, 'login', WINDOW_MS).together).toBeLessThanOrEqual(LIMITS.login + alone)
  expect(mostCalls(log, 'refresh', WINDOW_MS).together).toBeLessThanOrEqual(LIMITS.refresh)
}

// A store that gets half a second for an answer has failed by then.
const late: Fault<unknown> = {
  strike: async ({ way }) => way.delayAnswers(1_000),
  heal: async ({ way }) => way.delayAnswers(0),
}
const cut: Fault<unknown> = {
  strike: async ({ way }) => way.hold(),
  heal: async ({ way }) => way.release(),
}

export function faultCases<Server extends OwnServer>(
  open: () => Promise<Server>,
  faults: Readonly<Record<string, Fault<Server>>>,
  interruptions: Readonly<Record<string, Interruption<Server>>>,
): void {
  const all: Readonly<Record<string, Fault<Server>>> = { ...faults, 'answers late': late, 'is cut off': cut }

  test.concurrent.for(Object.entries(all))(
    '%s: no call fails, each process logs in for itself, and they share again',
    { timeout: 3 * PATIENCE_MS },
    async ([, { strike, heal }], context) => {
      const scene = await sceneAt(context, open)
      const { members, simulator, work } = scene
      await work()
      expect([simulator.count('login'), simulator.count('refresh')]).toEqual([1, 0])
      await strike(scene)
      await until(async () => {
        await work()
        return simulator.count('login') >= 1 + PROCESSES
      })
      await heal(scene)
      // Tried again by and by, and shared again from the next renewal on.
      await until(async () => {
        await work()
        const answers = await Promise.all(members.map((member) => member.ask('token', demoCredentials)))
        return new Set(answers.map(({ token }) => token)).size === 1
      })
      // Nobody spends the refresh token that the others hold too: each logs in, and once more if it takes long. That they
      // spread is a matter of chance, but one process never needs two in one window.
      expect(refusals(simulator)).toEqual([])
      expect(simulator.count('login')).toBeLessThanOrEqual(1 + 2 * PROCESSES)
      expect(mostCalls(simulator.log, 'login', WINDOW_MS).ofOne).toBe(1)
      expect(mostCalls(simulator.log, 'refresh', WINDOW_MS).together).toBeLessThanOrEqual(LIMITS.refresh)
    },
  )

  // The refresh token that is being spent is not in the store: another process that finds no lease logs in. And so does each
  // one whose store has failed, or is too slow for it.
  test.concurrent.for(Object.entries(interruptions))(
    '%s in the middle of a renewal: no call fails, no refresh token is used twice, and one process logs in at most',
    { timeout: 3 * PATIENCE_MS },
    async ([, { strike, open: openOther = open }], context) => {
      const scene = await sceneAt(context, openOther)
      const { members, simulator, work } = scene
      const renewed = () => simulator.count('login') + simulator.count('refresh')
      await work()
      simulator.failNext('refresh', { kind: 'delay', ms: 1_500 })
      let struck = false
      const working = until(async () => {
        await work()
        return struck
      })
      await vi.waitUntil(() => simulator.count('refresh') === 1, { timeout: 60_000, interval: 10 })
      const before = renewed()
      await strike(scene).finally(() => {
        struck = true
      })
      await working
      await until(async () => {
        await work()
        return renewed() > before && simulator.count('refresh', 'ok') >= 2
      })
      const told = await Promise.all(members.map((member) => member.ask('status', demoCredentials)))
      const alone = told.filter(({ storeFailures = 0 }) => storeFailures > 0).length
      expect(refusals(simulator)).toEqual([])
      expect(simulator.count('login')).toBeLessThanOrEqual(1 + 1 + alone)
      expectLimits(simulator, alone)
    },
  )
}

/** What a server can do to the limits that are kept in it. */
interface Losses<Server> {
  /** It can be used for nothing that is written, and waiting cures that not. */
  readonly refuses: Strike<Server>
  readonly isEmptied: Strike<Server>
  readonly losesTheLeases: Strike<Server>
}

/** Processes that start cold, and need more logins than a window allows, while something happens to the store. */
export function limitCases<Server extends OwnServer>(
  open: () => Promise<Server>,
  { refuses, isEmptied, losesTheLeases }: Losses<Server>,
): void {
  const windowMs = BUSY_WINDOW_MS
  const begin = async (context: TestContext, share: number, many: number) => {
    const scene = await sceneAt(context, open, { processes: 4, windowMs, share })
    const served = async (ask: typeof askAll) => {
      for (const { token, code } of await ask(scene.members, 'token', merchants.slice(0, many)))
        expect(token, code).toBeDefined()
    }
    return { scene, served, logins: () => mostCalls(scene.simulator.log, 'login', windowMs) }
  }

  test.concurrent.for([
    { share: 1, many: merchants.length },
    { share: 4, many: 3 },
  ])(
    'without rights at a cold start: each process keeps the limits for itself, or its part of them (share: $share, failure mode 88)',
    { timeout: 3 * PATIENCE_MS },
    async ({ share, many }, context) => {
      const { scene, served, logins } = await begin(context, share, many)
      await refuses(scene)
      await served(askAll)
      const part = Math.floor(LIMITS.login / share)
      // Nothing is shared: each needs all of them.
      expect(scene.simulator.count('login')).toBe(4 * many)
      expect(logins().ofOne).toBeLessThanOrEqual(part)
      expect(logins().together).toBeLessThanOrEqual(4 * part)
    },
  )

  test.concurrent.for([
    ['the leases are lost', losesTheLeases, LIMITS.login],
    // What was sent before is not known any more, but for what a process has sent itself.
    ['everything is lost, with the limits so far', isEmptied, 2 * LIMITS.login],
  ] as const)(
    'at a cold start, in the middle of which %s: never more logins than that allows',
    { timeout: 3 * PATIENCE_MS },
    async ([, lose, most], context) => {
      const { scene, served, logins } = await begin(context, 1, merchants.length)
      const all = served(askApart)
      await vi.waitUntil(() => scene.simulator.count('login') >= LIMITS.login, { timeout: PATIENCE_MS, interval: 5 })
      await lose(scene)
      await all
      expect(logins().ofOne).toBeLessThanOrEqual(LIMITS.login)
      expect(logins().together).toBeLessThanOrEqual(most)
    },
  )
}
