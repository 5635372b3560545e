// What holds for every server that processes share, whatever happens to it. The API takes a refresh token that is used twice
// for theft, as it should be expected to.
import { createSimulator, demoCredentials, type Simulator } from '@pagamio/simulator'
import { expect, type TestContext, test, vi } from 'vitest'
import { type ServerClock, serverClock } from '../../../packages/store-redis/test/support/server-clock.ts'
import { type TcpProxy, tcpProxy } from '../../../packages/store-redis/test/support/tcp-proxy.ts'
import type { StoreSetup } from '../src/setup.ts'
import { type Member, startMember } from './support/member.ts'

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

export async function sceneAt<Server extends OwnServer>(
  { onTestFinished }: TestContext,
  open: () => Promise<Server>,
): Promise<Scene<Server>> {
  // Everything is 150 times as fast as it really is. Alone, each process makes one login; that they spread is a matter of
  // chance, and so this API allows as many at once.
  const limits = { windowMs: 800, logins: PROCESSES }
  const simulator = createSimulator({ lifetimes: { accessMs: 12_000 }, rotation: 'strict', limits })
  const { url: baseUrl } = await simulator.listen()
  const server = await open()
  const way = await tcpProxy(server.port)
  const setup = { baseUrl, limits, store: server.storeAt(Number(new URL(way.url).port)) }
  const members = await Promise.all(Array.from({ length: PROCESSES }, () => startMember(setup)))
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

/** A refresh token that was used twice, and a call too many. A call that is late hears a 401 too, and is sent again. */
export const refusals = ({ log }: Simulator) =>
  log.filter(({ endpoint, status }) => (endpoint === 'refresh' && status === 401) || status === 429)

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
      // Nobody spends the refresh token that the others hold too: each logs in, and once more if it takes long.
      expect(refusals(simulator)).toEqual([])
      expect(simulator.count('login')).toBeLessThanOrEqual(1 + 2 * PROCESSES)
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
    },
  )
}
