import { getEventListeners } from 'node:events'
import { setImmediate as turn } from 'node:timers/promises'
import { inspect } from 'node:util'
import { PGlite } from '@electric-sql/pglite'
import { createBudget, createPagamioAuth } from '@pagamio/auth-core'
import { createSimulator, demoCredentials } from '@pagamio/simulator'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { migration, type PostgresClient, PostgresStoreError, postgresStore } from '../src/index.ts'
import { call, codes, codesOf, entry, everyCall, LOGIN, lease } from './support/store-calls.ts'

const invalid = expect.objectContaining({ code: 'invalid_options' })
const HOUR = 3_600_000

describe('postgresStore', () => {
  test.each([undefined, null, 'postgres://127.0.0.1', {}, { unsafe() {} }, { $queryRawUnsafe() {} }])(
    'refuses %o for a client',
    (client) => {
      expect(() => postgresStore(client as unknown as PostgresClient)).toThrow(invalid)
    },
  )

  test('says how clients that are no such thing become one', () => {
    const refused = (client: unknown) => () => postgresStore(client as PostgresClient)
    expect(refused({ unsafe() {} })).toThrow(/sql\.unsafe\(text, values\)/)
    expect(refused({ $queryRawUnsafe() {} })).toThrow(/\.\.\.values/)
  })

  test.each([7, null, '', 'Shop', '1st', 'a"; DROP TABLE x; --', 'x'.repeat(49)])('refuses %o for a name', (name) => {
    const client = { query: async () => [] }
    expect(() => postgresStore(client, { prefix: name as string })).toThrow(invalid)
    expect(() => postgresStore(client, { schema: name as string })).toThrow(invalid)
    expect(() => migration({ prefix: name as string })).toThrow(invalid)
  })

  test.each([
    [Object.assign(new Error('x'), { code: '42P01' }), '42P01'],
    // As Prisma wraps it, in its versions.
    [Object.assign(new Error('x'), { code: 'P2010', meta: { code: '42P01' } }), '42P01'],
    [
      Object.assign(new Error('x'), {
        code: 'P2010',
        meta: { driverAdapterError: { cause: { originalCode: '25006' } } },
      }),
      '25006',
    ],
    [Object.assign(new Error('x'), { driverError: { code: '40001' } }), '40001'],
    [Object.assign(new Error('x'), { cause: Object.assign(new Error(), { code: 'ECONNREFUSED' }) }), 'ECONNREFUSED'],
    [Object.assign(new Error('x'), { code: 'CONNECTION_CLOSED' }), 'CONNECTION_CLOSED'],
    [new Error('SECRET'), 'UNKNOWN'],
    ['SECRET', 'UNKNOWN'],
    [undefined, 'UNKNOWN'],
  ])('gives the code of %o, and nothing else of it', async (thrown, code) => {
    const store = postgresStore({ query: () => Promise.reject(thrown) })
    const error = await store.get('slot', call).catch((error) => error)
    expect(error).toBeInstanceOf(PostgresStoreError)
    expect(error.code).toBe(code)
    expect(inspect(error, { showHidden: true, depth: 9 })).not.toContain('SECRET')
  })

  test.each([
    undefined,
    null,
    7,
    [],
    {},
    { rows: [{}] },
    [{ wait: 0, closings: 0 }],
    [{ wait: 'NaN', closings: '0' }],
    [{ wait: '-1', closings: '0' }],
  ])('takes no answer like %j for a permit', async (answer) => {
    const store = postgresStore({ query: async () => answer })
    const { takePermit } = await codes(everyCall(store))
    expect(takePermit).toBe('UNKNOWN')
  })

  test('sends nothing when the signal has aborted before, and leaves nothing on one that outlives its calls', async () => {
    let sent = 0
    const store = postgresStore({ query: async () => void sent++ })
    expect(await codesOf(store, { signal: AbortSignal.abort('enough') })).toEqual(new Set(['enough']))
    expect(sent).toBe(0)
    const { signal } = new AbortController()
    await codesOf(store, { signal })
    expect(getEventListeners(signal, 'abort')).toEqual([])
  })

  test('stops waiting for a client that hangs when the signal aborts', async () => {
    const store = postgresStore({ query: () => new Promise(() => {}) }, { createTable: true })
    const controller = new AbortController()
    const said = codesOf(store, controller)
    await turn()
    controller.abort('enough')
    expect(await said).toEqual(new Set(['enough']))
  })
})

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
    const said = await codes(everyCall(store))
    expect(Object.values(said)).not.toEqual(Object.values(said).fill('ok'))
    const broken = Object.values(everyCall(store))
    const messages = (await Promise.allSettled(broken)).flatMap((one) =>
      one.status === 'rejected' ? [one.reason.message] : [],
    )
    expect(messages.join('\n')).toMatch(/another one than this version needs: rename or drop it/)
  })

  test('makes its table once, however many need it at once', async () => {
    const name = prefix()
    const stores = Array.from({ length: 8 }, () => postgresStore(database, { prefix: name, createTable: true }))
    const said = await Promise.all(stores.map((store) => codesOf(store)))
    for (const one of said) expect(one).toEqual(new Set(['ok']))
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

  test('shows nothing of the client when it is inspected', () => {
    const client = { query: async () => [], password: 'SECRET' }
    expect(inspect(postgresStore(client), { showHidden: true, depth: 9 })).not.toContain('SECRET')
  })
})
