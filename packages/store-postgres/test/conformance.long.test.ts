import { setTimeout as sleep } from 'node:timers/promises'
import { PGlite } from '@electric-sql/pglite'
import { storeConformance } from '@pagamio/auth-core/testing'
import { afterAll, beforeAll, describe, test } from 'vitest'
import { postgresStore } from '../src/index.ts'

describe('postgresStore in PGlite does what a shared store has to do', () => {
  let database: PGlite
  beforeAll(async () => {
    database = await PGlite.create()
  })
  afterAll(() => database?.close())

  let made = 0
  const cases = storeConformance(
    () => ({
      store: postgresStore(database, { prefix: `t${made++}_`, createTable: true }),
      advance: (ms) => sleep(ms),
    }),
    { sharing: true },
  )
  for (const { name, run } of cases) test.concurrent(name, run)
})
