import { type PermitAnswer, type SharedTokenStore, type StoreCall, untilAborted, untilTold } from '@pagamio/auth-core'
import { permitAnswer, storedText } from './answers.ts'
import { nameOf } from './keys.ts'
import { permitStatements } from './permit-statements.ts'
import { mayNotCreate, PostgresStoreError, wrongColumn } from './postgres-store-error.ts'
import { type PostgresClient, validClient } from './query-port.ts'
import { columnTypes, slotStatements } from './slot-statements.ts'
import { runOn } from './statement.ts'
import { channelName, migration, type TableOptions, tableName } from './table.ts'

export interface PostgresStoreOptions extends TableOptions {
  /**
   * Creates the table at first use, if it is missing; the role needs the right to. Otherwise create it in your
   * migrations: see {@link migration}.
   * @default false
   */
  readonly createTable?: boolean | undefined
}

/** A {@link SharedTokenStore} in PostgreSQL, with a check whether it can be used. */
export interface PostgresStore extends SharedTokenStore {
  /**
   * Checks whether the table exists, is the right one, and may be used. With `createTable` it creates the table first.
   * @throws PostgresStoreError that says what is missing, and what to run
   * @example await store.ready() // at start: fail if machines cannot share, rather than go on alone
   */
  ready(): Promise<void>
}

const TIDY_EVERY_MS = 3_600_000
/** Longer than any token lives, and far from where numbers and times end. */
const LONGEST_MS = 366 * 24 * 3_600_000

/**
 * Machines share tokens, leases and the limits of the token endpoint through a table of the PostgreSQL (13 or later) that you
 * have. Each decision is one statement on the database's clock: no transaction and no lock is held over an HTTP call, and a
 * pooler in transaction mode may be between. The client stays yours: the store never connects, closes or configures it.
 *
 * A call rejects with a {@link PostgresStoreError}, or with its signal's reason as soon as the signal aborts.
 * @param client a `Pool` of `pg`, PGlite, a `DataSource` of TypeORM, or any `{ query(text, values) }`; not one that is in a
 *   transaction of yours
 * @throws PagamioAuthError `invalid_options` for a client of another kind, or a name that is none
 * @example
 * const pagamio = createPagamioAuth({ ...optionsFromEnv(), store: postgresStore(new Pool()) })
 */
export function postgresStore(client: PostgresClient, options: PostgresStoreOptions = {}): PostgresStore {
  const table = tableName(options)
  const run = runOn(validClient(client), table)
  const channel = typeof client.listen === 'function' ? channelName(options) : undefined
  const told = channel === undefined ? undefined : untilTold(async (tell) => client.listen?.(channel, tell))
  const slots = slotStatements(table, channel)
  const permits = permitStatements(table)
  let made: Promise<unknown> | undefined
  let mayCreate = true
  let tidiedAt = Number.NEGATIVE_INFINITY

  /** One attempt for all calls that come meanwhile, and the next one after it failed. */
  function tableIsThere(): Promise<unknown> {
    if (options.createTable !== true) return Promise.resolve()
    // Nobody's signal ends it: others may wait for it too.
    made ??= run({ signal: new AbortController().signal }, migration(options), []).catch(
      (error: PostgresStoreError) => {
        // Also where it is there: then it is all that this role needs.
        mayCreate = error.code !== '42501'
        if (!mayCreate) return
        made = undefined
        // Another process has made it at the same moment.
        if (!['23505', '42P07', '42710'].includes(error.code)) throw error
      },
    )
    return made
  }

  const carryOut: typeof run = async (call, text, values) => {
    await untilAborted(call.signal, tableIsThere)
    return run(call, text, values).catch((error: unknown) => {
      if ((error as PostgresStoreError | undefined)?.code !== '42P01') throw error
      // It was dropped: made again by the next call.
      made = undefined
      throw mayCreate ? error : mayNotCreate(table)
    })
  }

  /** Rows that are over go now and then, behind the caller's back; nobody waits for it, and it may fail. */
  function tidyNowAndThen(): void {
    if (performance.now() - tidiedAt < TIDY_EVERY_MS) return
    tidiedAt = performance.now()
    run({ signal: AbortSignal.timeout(60_000) }, slots.tidy, []).catch(() => {})
  }

  async function ofLog(call: StoreCall, text: string, key: string, values: readonly string[]): Promise<PermitAnswer> {
    const name = await nameOf('calls', key)
    for (let tries = 0; tries < 5; tries++) {
      const [row] = await carryOut(call, text, [name, ...values])
      const answer = permitAnswer(row)
      if (answer) return answer
    }
    throw new PostgresStoreError('UNKNOWN', `PostgreSQL keeps no log of calls in ${table}.`)
  }

  const store: PostgresStore = {
    kind: 'postgres',

    async get(slot, call) {
      const [row] = await carryOut(call, slots.read, [await nameOf('slot', slot)])
      return storedText(row)
    },

    async setIfNewer(slot, { text, generation, ttlMs, replaces, releases = '' }, call) {
      const names = await Promise.all([nameOf('slot', slot), nameOf('lease', slot)])
      const values = [names[0], text, `${generation}`, `${lifeOf(ttlMs)}`, names[1], releases]
      const rows =
        replaces === undefined
          ? await carryOut(call, slots.write, values)
          : await carryOut(call, slots.replace, [...values, `${replaces}`])
      tidyNowAndThen()
      return rows.length > 0
    },

    async delete(slot, { generation }, call) {
      await carryOut(call, slots.remove, [await nameOf('slot', slot), `${generation}`])
    },

    async takeLease(slot, { owner, ttlMs }, call) {
      const name = await nameOf('lease', slot)
      const askedAt = performance.now()
      const given = (await carryOut(call, slots.lease, [name, owner, `${lifeOf(ttlMs)}`])).length > 0
      // Another process acquires: told when it is done, this one need not ask again and again.
      if (!given && told) await untilAborted(call.signal, () => told(name, askedAt))
      return given
    },

    async releaseLease(slot, { owner }, call) {
      await carryOut(call, slots.release, [await nameOf('lease', slot), owner])
    },

    takePermit(key, { id, deadlineMs, limit, windowMs, callMs, placeMs }, call) {
      const deadline = deadlineMs === undefined ? '' : `${deadlineMs}`
      const values = [id, deadline, `${Math.max(1, Math.floor(limit))}`, `${windowMs}`, `${callMs}`, `${placeMs}`]
      return ofLog(call, permits.take, key, values)
    },

    async settlePermit(key, { id, outcome, closedForMs }, call) {
      await ofLog(call, permits.settle, key, [id, outcome, `${closedForMs}`])
    },

    async ready() {
      const call = { signal: AbortSignal.timeout(30_000) }
      const probe = `ready ${crypto.randomUUID()}`
      const [types = {}] = await carryOut(call, slots.types, [])
      const wrong = Object.keys(columnTypes).find((column) => !columnTypes[column]?.includes(`${types[column]}`))
      if (wrong !== undefined) throw wrongColumn(table, wrong)
      await store.takeLease(probe, { owner: probe, ttlMs: 1_000 }, call)
      await store.releaseLease(probe, { owner: probe }, call)
    },
  }
  return store
}

/** `NaN` is over at once, not never. */
const lifeOf = (ttlMs: number) => (ttlMs > 0 ? Math.min(ttlMs, LONGEST_MS) : 0)
