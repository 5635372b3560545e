import { getEventListeners } from 'node:events'
import { setImmediate as turn } from 'node:timers/promises'
import { inspect } from 'node:util'
import { describe, expect, test } from 'vitest'
import { call, codes, codesOf, everyCall } from '../../store-redis/test/support/store-calls.ts'
import { migration, type PostgresClient, PostgresStoreError, postgresStore } from '../src/index.ts'

const invalid = expect.objectContaining({ code: 'invalid_options' })

describe('postgresStore', () => {
  test.each([undefined, null, 'postgres://127.0.0.1', {}, { unsafe() {} }, { $queryRawUnsafe() {} }])(
    'refuses %o for a client',
    (client) => {
      expect(() => postgresStore(client as unknown as PostgresClient)).toThrow(invalid)
    },
  )

  test('says what it is', () => {
    expect(postgresStore({ query: async () => [] }).kind).toBe('postgres')
  })

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

  test('shows nothing of the client when it is inspected', () => {
    const client = { query: async () => [], password: 'SECRET' }
    expect(inspect(postgresStore(client), { showHidden: true, depth: 9 })).not.toContain('SECRET')
  })
})
