import { PGlite } from '@electric-sql/pglite'
import { createBudget, createPagamioAuth } from '@pagamio/auth-core'
import { createSimulator, demoCredentials } from '@pagamio/simulator'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { call, codes, codesOf, entry, everyCall, LOGIN, lease } from '../../store-redis/test/support/store-calls.ts'
import { migration, postgresStore } from '../src/index.ts'

const HOUR = 3_600_000

describe('postgresStore, in a database', () => {
  let database: PGlite
  let made = 0
  beforeAll(async () => {
    database = await PGlite.create()
  })
  afterAll(() => database?.close())
  const prefix = () => `p${made++}_`
  function fresh() {
    const name = prefix()
    return { store: postgresStore(database, { prefix: name, createTable: true }), table: `${name}store` }
  }

  test('says what to run where there is no table, and works once that was run', async () => {
    const options = { prefix: prefix() }
    const store = postgresStore(database, options)
    expect(await codesOf(store)).toEqual(new Set(['42P01']))
    await expect(store.ready()).rejects.toThrow(/There is no table "p\d+_store".*migration\(\).*createTable/)
    await database.query(migration(options))
    await database.query(migration(options))
    await store.ready()
    expect(await codesOf(store)).toEqual(new Set(['ok']))
  })

  test('says what to run where there is no schema', async () => {
    const store = postgresStore(database, { schema: 'nowhere', createTable: true })
    await expect(store.ready()).rejects.toMatchObject({ code: '3F000' })
  })

  test('keeps its table in the schema that is named', async () => {
    await database.exec('CREATE SCHEMA tokens')
    const store = postgresStore(database, { schema: 'tokens', createTable: true })
    await store.ready()
    const { rows } = await database.query(
      `SELECT table_name FROM information_schema.tables WHERE table_schema = 'tokens'`,
    )
    expect(rows).toEqual([{ table_name: 'pagamio_store' }])
  })

  test.each([
    'id int',
    'name text, text text, generation bigint, log jsonb, written_at timestamptz, expires_at timestamptz',
    'name text PRIMARY KEY, text text, generation bigint, log text, written_at timestamptz, expires_at timestamptz',
    'name int PRIMARY KEY, text text, generation bigint, log jsonb, written_at timestamptz, expires_at timestamptz',
    'name text PRIMARY KEY, text text, generation bigint, log jsonb, written_at timestamptz, expires_at timestamptz, shop int NOT NULL',
  ])('says that the table is another one, of (%s)', async (columns) => {
    const name = prefix()
    await database.exec(`CREATE TABLE ${name}store (${columns})`)
    const store = postgresStore(database, { prefix: name, createTable: true })
    await expect(store.ready()).rejects.toThrow(/another one than this version needs: rename or drop it/)
    const said = await codes(everyCall(store))
    expect(Object.values(said)).not.toEqual(Object.values(said).fill('ok'))
    const broken = Object.values(everyCall(store))
    const messages = (await Promise.allSettled(broken)).flatMap((one) =>
      one.status === 'rejected' ? [one.reason.message] : [],
    )
    expect(messages.join('\n')).toMatch(/another one than this version needs: rename or drop it/)
  })

  test.each([
    [
      'log',
      'name text PRIMARY KEY, text text, generation bigint, log json, written_at timestamptz, expires_at timestamptz',
    ],
    [
      'generation',
      'name text PRIMARY KEY, text text, generation int, log jsonb, written_at timestamptz, expires_at timestamptz',
    ],
    [
      'expires_at',
      'name text PRIMARY KEY, text text, generation bigint, log jsonb, written_at timestamptz, expires_at timestamp',
    ],
  ])('ready() says which column is of another type: %s', async (column, columns) => {
    const name = prefix()
    await database.exec(`CREATE TABLE ${name}store (${columns})`)
    const wrong = expect.stringMatching(`The column ${column} is of another type.*"${name}store" is another one`)
    await expect(postgresStore(database, { prefix: name }).ready()).rejects.toMatchObject({
      code: '42804',
      message: wrong,
    })
  })

  test('ready() misses the column of the limits', async () => {
    const name = prefix()
    const columns =
      'name text PRIMARY KEY, text text, generation bigint, written_at timestamptz, expires_at timestamptz'
    await database.exec(`CREATE TABLE ${name}store (${columns})`)
    await expect(postgresStore(database, { prefix: name }).ready()).rejects.toThrow(/is another one than this version/)
  })

  describe('a role that may not create tables', () => {
    beforeAll(() => database.exec('CREATE ROLE clerk; CREATE SCHEMA ours; GRANT USAGE ON SCHEMA ours TO clerk'))
    async function asClerk<T>(work: () => Promise<T>): Promise<T> {
      await database.exec('SET ROLE clerk')
      return work().finally(() => database.exec('RESET ROLE'))
    }
    const stored = { schema: 'ours', createTable: true }

    test('hears that it may not, and what to run', async () => {
      const store = postgresStore(database, { ...stored, prefix: prefix() })
      const ready = asClerk(() => store.ready())
      await expect(ready).rejects.toMatchObject({
        code: '42501',
        message: expect.stringMatching(/There is no table .*may not create it.*migration\(\)/),
      })
    })

    test('uses the one that is there, with createTable as well', async () => {
      const options = { ...stored, prefix: prefix() }
      await database.exec(migration(options))
      await database.exec(`GRANT SELECT, INSERT, UPDATE, DELETE ON ours.${options.prefix}store TO clerk`)
      const store = postgresStore(database, options)
      await asClerk(() => store.ready())
      expect(await asClerk(() => codesOf(store))).toEqual(new Set(['ok']))
    })
  })

  test('grants at once under a limit that is as high as one likes', async () => {
    const { store } = fresh()
    const ask = { deadlineMs: undefined, limit: 1e12, windowMs: 60_000, callMs: 30_000, placeMs: 15_000 }
    for (const id of ['one', 'two', 'three'])
      expect(await store.takePermit(LOGIN, { id, ...ask }, call)).toEqual({ retryAfterMs: 0, closings: 0 })
  })

  test('makes its table once, however many need it at once', async () => {
    const name = prefix()
    const stores = Array.from({ length: 8 }, () => postgresStore(database, { prefix: name, createTable: true }))
    const said = await Promise.all(stores.map((store) => codesOf(store)))
    for (const one of said) expect(one).toEqual(new Set(['ok']))
  })

  test('makes its table again once it was dropped', async () => {
    const { store, table } = fresh()
    await store.ready()
    await database.exec(`DROP TABLE ${table}`)
    expect(await codes({ get: store.get('slot', call) })).toEqual({ get: '42P01' })
    expect(await codesOf(store)).toEqual(new Set(['ok']))
  })

  test('keeps stores with different prefixes apart', async () => {
    const [one, two] = [fresh().store, fresh().store]
    await one.setIfNewer('slot', entry(1), call)
    expect(await two.get('slot', call)).toBeUndefined()
  })

  test.each([0, -1, Number.NaN])('keeps nothing for a time to live of %d', async (ttlMs) => {
    const { store } = fresh()
    expect(await store.setIfNewer('slot', entry(1, ttlMs), call)).toBe(true)
    expect(await store.get('slot', call)).toBeUndefined()
  })

  test('keeps a text for a time to live without end', async () => {
    const { store } = fresh()
    expect(await store.setIfNewer('slot', entry(1, Number.POSITIVE_INFINITY), call)).toBe(true)
    expect(await store.get('slot', call)).toMatchObject({ generation: 1 })
  })

  test('never takes a part of a millisecond for a permit', async () => {
    const { store } = fresh()
    const ask = { limit: 1, windowMs: 60_000.5, callMs: 0.25, placeMs: 1_000.5 }
    await store.takePermit(LOGIN, { id: 'one', ...ask }, call)
    await store.settlePermit(LOGIN, { id: 'one', outcome: 'closed', closedForMs: 0.5 }, call)
    const { retryAfterMs } = await store.takePermit(LOGIN, { id: 'two', ...ask }, call)
    expect(retryAfterMs).toBeGreaterThan(0)
  })

  test('the clock is set back: by little nothing happens; by more a text is a miss, and a lease nobody’s', async () => {
    const { store, table } = fresh()
    const write = async () => {
      await store.setIfNewer('slot', entry(5, 2 * HOUR), call)
      await store.takeLease('slot', lease, call)
    }
    const setBack = (by: string) =>
      database.exec(
        `UPDATE ${table} SET written_at = written_at + interval '${by}', expires_at = expires_at + interval '${by}'`,
      )
    await write()
    await setBack('2 seconds')
    expect(await store.get('slot', call)).toMatchObject({ generation: 5, ageMs: 0 })
    expect(await store.setIfNewer('slot', entry(3), call)).toBe(false)
    expect(await store.takeLease('slot', { ...lease, owner: 'other' }, call)).toBe(false)
    await setBack('1 hour')
    expect(await store.get('slot', call)).toBeUndefined()
    expect(await store.setIfNewer('slot', entry(3), call)).toBe(true)
    expect(await store.takeLease('slot', { ...lease, owner: 'other' }, call)).toBe(true)
  })

  test('removes what is over, now and then, and nothing else', async () => {
    const { store, table } = fresh()
    const names = async () => (await database.query<{ text: string }>(`SELECT text FROM ${table}`)).rows
    await store.setIfNewer('lives', entry(1), call)
    await database.exec(`INSERT INTO ${table} VALUES ('slot old', 'old', 1, NULL, now(), now() - interval '1 day')`)
    await expect
      .poll(async () => {
        await postgresStore(database, { prefix: table.replace('store', '') }).setIfNewer('lives', entry(1), call)
        return (await names()).length
      })
      .toBe(1)
    expect(await names()).toEqual([{ text: entry(1).text }])
  })

  test('nothing secret is in all that the table holds for a real account (failure mode 91)', async () => {
    const { store, table } = fresh()
    const simulator = createSimulator()
    const pagamio = createPagamioAuth({
      environment: 'sandbox',
      credentials: demoCredentials,
      fetch: simulator.fetch,
      budget: createBudget(),
      store,
    })
    const { value } = await pagamio.getToken()
    await pagamio.close()
    const dump = JSON.stringify((await database.query(`SELECT * FROM ${table}`)).rows)
    expect(dump).toContain('v1.')
    for (const secret of [value, demoCredentials.username, demoCredentials.password, 'pagamio.tech', 'sandbox'])
      expect(dump).not.toContain(secret)
  })
})
