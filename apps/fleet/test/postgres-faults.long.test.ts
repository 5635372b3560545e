import { migration } from '@pagamio/store-postgres'
import { describe } from 'vitest'
import {
  type PostgresServer,
  postgresIsMissing,
  startPostgres,
} from '../../../packages/store-postgres/test/support/postgres-server.ts'
import { clockIsMissing, type ServerClock } from '../../../packages/store-redis/test/support/server-clock.ts'
import { faultCases, limitCases, type OwnServer, type Scene, setBack } from './fault-cases.ts'

const GRANT = 'GRANT SELECT, INSERT, UPDATE, DELETE ON pagamio_store TO shop'
const DISCONNECT_ALL = `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'shop'`

type Database = PostgresServer & OwnServer

async function open(clock?: ServerClock): Promise<Database> {
  const server = await startPostgres([], clock)
  await server.run(`${migration()}; CREATE ROLE shop LOGIN; ${GRANT}`)
  return {
    ...server,
    storeAt: (port) => ({ database: `postgres://shop@127.0.0.1:${port}/postgres` }),
    async now() {
      const [row] = await server.run('SELECT extract(epoch FROM clock_timestamp()) * 1000 AS ms')
      return Number(row?.ms)
    },
  }
}

const empty = ({ server }: Scene<Database>) => server.run('TRUNCATE pagamio_store')
const loseLeases = ({ server }: Scene<Database>) => server.run(`DELETE FROM pagamio_store WHERE name LIKE 'lease %'`)
const revoke = ({ server }: Scene<Database>) => server.run('REVOKE INSERT, UPDATE, DELETE ON pagamio_store FROM shop')

describe.skipIf(postgresIsMissing())('a PostgreSQL that fails under a fleet (failure mode 83)', () => {
  faultCases(
    () => open(),
    {
      'is killed, and started again': {
        strike: ({ server }) => server.kill(),
        heal: ({ server }) => server.restart(),
      },
      'takes no writes, as a standby does': {
        async strike({ server }) {
          await server.run('ALTER ROLE shop SET default_transaction_read_only = on')
          await server.run(DISCONNECT_ALL)
        },
        async heal({ server }) {
          await server.run('ALTER ROLE shop RESET ALL')
          await server.run(DISCONNECT_ALL)
        },
      },
      'has no connection left': {
        async strike({ server }) {
          await server.run('ALTER ROLE shop CONNECTION LIMIT 0')
          await server.run(DISCONNECT_ALL)
        },
        heal: ({ server }) => server.run('ALTER ROLE shop CONNECTION LIMIT -1'),
      },
      'has lost its table': {
        strike: ({ server }) => server.run('DROP TABLE pagamio_store'),
        heal: ({ server }) => server.run(`${migration()}; ${GRANT}`),
      },
      'has taken the right to write': {
        strike: revoke,
        heal: ({ server }) => server.run(GRANT),
      },
    },
    {
      'is emptied': { strike: empty },
      'loses the lease': { strike: loseLeases },
      'is restarted': { strike: ({ server }) => server.restart() },
      ...(clockIsMissing() ? {} : { 'has its clock set back by an hour': setBack(open) }),
    },
  )

  limitCases(() => open(), { refuses: revoke, isEmptied: empty, losesTheLeases: loseLeases })
})
