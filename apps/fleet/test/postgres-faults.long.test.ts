import { createSimulator, demoCredentials, type Simulator } from '@pagamio/simulator'
import { migration } from '@pagamio/store-postgres'
import { describe, expect, type TestContext, test, vi } from 'vitest'
import {
  type PostgresServer,
  postgresIsMissing,
  startPostgres,
} from '../../../packages/store-postgres/test/support/postgres-server.ts'
import { type TcpProxy, tcpProxy } from '../../../packages/store-redis/test/support/tcp-proxy.ts'
import { type Member, startMember } from './support/member.ts'

const PROCESSES = 4
const until = (seen: () => Promise<boolean>) => vi.waitUntil(seen, { timeout: 60_000, interval: 200 })
const GRANT = 'GRANT SELECT, INSERT, UPDATE, DELETE ON pagamio_store TO shop'

interface Scene {
  readonly simulator: Simulator
  readonly database: PostgresServer
  /** The way on which the processes reach it. */
  readonly way: TcpProxy
  readonly members: readonly Member[]
  /** Every process makes a call, and every call succeeds. */
  work(): Promise<void>
}

/** An API that takes a refresh token used twice for theft, as it should be expected to, and processes that share a table. */
async function scene({ onTestFinished }: TestContext): Promise<Scene> {
  // Everything is 200 times as fast as it really is, the limits too.
  const limits = { windowMs: 800 }
  const simulator = createSimulator({ lifetimes: { accessMs: 9_000 }, rotation: 'strict', limits })
  const { url: baseUrl } = await simulator.listen()
  const database = await startPostgres()
  await database.run(`${migration()}; CREATE ROLE shop LOGIN; ${GRANT}`)
  const way = await tcpProxy(database.port)
  const { port } = new URL(way.url)
  const setup = { baseUrl, limits, store: { database: `postgres://shop@127.0.0.1:${port}/postgres` } }
  const members = await Promise.all(Array.from({ length: PROCESSES }, () => startMember(setup)))
  onTestFinished(async () => {
    await Promise.all(members.map((member) => member.kill()))
    await way.close()
    await database.close()
    await simulator.close()
  })
  return {
    simulator,
    database,
    way,
    members,
    async work() {
      for (const { status, code } of await Promise.all(members.map((one) => one.ask('fetch', demoCredentials))))
        expect(status, code).toBe(200)
    },
  }
}

interface Fault {
  readonly strike: (scene: Scene) => Promise<unknown> | undefined
  readonly heal: (scene: Scene) => Promise<unknown> | undefined
}

const disconnectAll = `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'shop'`

const faults: Readonly<Record<string, Fault>> = {
  'is killed, and started again': {
    strike: ({ database }) => database.kill(),
    heal: ({ database }) => database.restart(),
  },
  'takes no writes, as a standby does': {
    async strike({ database }) {
      await database.run('ALTER ROLE shop SET default_transaction_read_only = on')
      await database.run(disconnectAll)
    },
    async heal({ database }) {
      await database.run('ALTER ROLE shop RESET ALL')
      await database.run(disconnectAll)
    },
  },
  'has no connection left': {
    async strike({ database }) {
      await database.run('ALTER ROLE shop CONNECTION LIMIT 0')
      await database.run(disconnectAll)
    },
    heal: ({ database }) => database.run('ALTER ROLE shop CONNECTION LIMIT -1'),
  },
  // A store that gets half a second for an answer has failed by then.
  'answers late': {
    strike: async ({ way }) => way.delayAnswers(1_000),
    heal: async ({ way }) => way.delayAnswers(0),
  },
  'is cut off': {
    strike: async ({ way }) => way.hold(),
    heal: async ({ way }) => way.release(),
  },
  'has lost its table': {
    strike: ({ database }) => database.run('DROP TABLE pagamio_store'),
    heal: ({ database }) => database.run(`${migration()}; ${GRANT}`),
  },
  'has taken the right to write': {
    strike: ({ database }) => database.run('REVOKE INSERT, UPDATE, DELETE ON pagamio_store FROM shop'),
    heal: ({ database }) => database.run(GRANT),
  },
}

describe.skipIf(postgresIsMissing())('a PostgreSQL that fails under a fleet', () => {
  const renewed = ({ simulator }: Scene) => simulator.count('login') + simulator.count('refresh')

  test.concurrent.for(Object.entries(faults))(
    '%s: no call fails, each process logs in once at most, and they share again (failure mode 83)',
    async ([, { strike, heal }], context) => {
      const one = await scene(context)
      const { members, simulator, work } = one
      await work()
      expect(renewed(one)).toBe(1)
      await strike(one)
      await until(async () => {
        await work()
        return renewed(one) >= 1 + PROCESSES
      })
      // Nobody spends the refresh token that the others hold too.
      expect(simulator.count('login')).toBe(1 + PROCESSES)
      await heal(one)
      // Tried again by and by, and shared again from the next renewal on.
      await until(async () => {
        await work()
        const answers = await Promise.all(members.map((member) => member.ask('token', demoCredentials)))
        return new Set(answers.map(({ token }) => token)).size === 1
      })
      expect(simulator.log.filter(({ status }) => status === 401 || status === 429)).toEqual([])
      expect(simulator.count('login')).toBeLessThanOrEqual(1 + 2 * PROCESSES)
    },
  )

  // The refresh token that is being spent is not in the store: another process that finds no lease logs in.
  test.concurrent.for([
    ['is emptied', 1, ({ database }: Scene) => database.run('TRUNCATE pagamio_store')],
    [
      'loses the lease',
      1,
      ({ database }: Scene) => database.run(`DELETE FROM pagamio_store WHERE name LIKE 'lease %'`),
    ],
    // Where it takes longer than what is left of their tokens, each goes on alone.
    ['is restarted', PROCESSES, ({ database }: Scene) => database.restart()],
    [
      'has its clock set back',
      1,
      ({ database }: Scene) =>
        database.run(
          `UPDATE pagamio_store SET written_at = written_at + interval '1 hour', expires_at = expires_at + interval '1 hour' WHERE log IS NULL`,
        ),
    ],
  ] as const)(
    '%s in the middle of a renewal: no call fails, and %i login at most',
    async ([, logins, strike], context) => {
      const one = await scene(context)
      const { simulator, work } = one
      await work()
      simulator.failNext('refresh', { kind: 'delay', ms: 1_500 })
      await until(async () => {
        await work()
        return simulator.count('refresh') === 1
      })
      await strike(one)
      const before = renewed(one)
      await until(async () => {
        await work()
        return renewed(one) > before && simulator.count('refresh', 'ok') >= 2
      })
      expect(simulator.log.filter(({ status }) => status === 401 || status === 429)).toEqual([])
      expect(simulator.count('login')).toBeLessThanOrEqual(1 + logins)
    },
  )
})
