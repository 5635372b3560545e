import type { EventEmitter } from 'node:events'
import { inspect } from 'node:util'
import { Redis } from 'ioredis'
import { describe, expect, test } from 'vitest'
import { RedisStoreError, redisStore } from '../src/index.ts'
import { clients } from './support/clients.ts'
import { type RedisServer, redisIsMissing, startRedis } from './support/redis-server.ts'
import { codes, entry, everyCall, healed, hurried, patient, call as unhurried } from './support/store-calls.ts'
import { type TcpProxy, tcpProxy } from './support/tcp-proxy.ts'

interface World {
  readonly server: RedisServer
  readonly proxy: TcpProxy
  /** A connection of its own, past the proxy. */
  readonly admin: Redis
}

interface Fault {
  begin(world: World): unknown
  end(world: World): unknown
  /** The code that each call rejects with; a pattern where clients name it differently. */
  readonly code: string | RegExp
  /** Calls that go on working. */
  readonly works?: readonly string[]
  /** The server says what is wrong. */
  readonly answers?: true
}

const PASSWORD = 'first-SECRET'

const faults: Readonly<Record<string, Fault>> = {
  'is stopped (failure mode 83)': {
    begin: ({ server }) => server.pause(),
    end: ({ server }) => server.resume(),
    code: 'TimeoutError',
  },
  'is black-holed (failure mode 83)': {
    begin: ({ proxy }) => proxy.hold(),
    end: ({ proxy }) => proxy.release(),
    code: 'TimeoutError',
  },
  'is down, and comes back empty (failure mode 83)': {
    begin: ({ server }) => server.kill(),
    end: ({ server }) => server.restart(),
    code: /^(ECONNREFUSED|ECONNRESET|EPIPE|\w+Error)$/,
  },
  'is read-only': {
    begin: ({ admin }) => admin.replicaof('127.0.0.1', 1),
    end: ({ admin }) => admin.replicaof('NO', 'ONE'),
    code: 'READONLY',
    answers: true,
    works: ['get', 'delete', 'releaseLease'],
  },
  'is a replica without its master': {
    begin: async ({ admin }) => {
      await admin.config('SET', 'replica-serve-stale-data', 'no')
      await admin.replicaof('127.0.0.1', 1)
    },
    end: ({ admin }) => admin.replicaof('NO', 'ONE'),
    code: /^(MASTERDOWN|READONLY)$/,
    answers: true,
  },
  'is out of memory': {
    begin: ({ admin }) => admin.config('SET', 'maxmemory', '1'),
    end: ({ admin }) => admin.config('SET', 'maxmemory', '0'),
    code: 'OOM',
    answers: true,
    works: ['get', 'delete', 'releaseLease'],
  },
  'has another password now': {
    begin: async ({ admin }) => {
      await admin.config('SET', 'requirepass', 'new-SECRET')
      await admin.call('CLIENT', 'KILL', 'TYPE', 'normal')
    },
    end: ({ admin }) => admin.config('SET', 'requirepass', PASSWORD),
    code: /^(NOAUTH|WRONGPASS|ECONNRESET|\w+Error)$/,
  },
}

const missing = redisIsMissing('own')

describe.skipIf(missing).each(Object.entries(clients))('redisStore with %s', (_, connect) => {
  test.concurrent.each(Object.entries(faults))(
    'rejects in time when the server %s, and heals by itself',
    async (_, fault) => {
      await using world = await newWorld()
      const { client, close } = await connect(world.proxy.url.replace('//', `//:${PASSWORD}@`))
      try {
        const before = listeners(client)
        const store = redisStore(client)
        await healed(store)

        await fault.begin(world)
        const calls = everyCall(store, fault.answers ? patient() : hurried())
        const said = await codes(calls)
        const works = new Set(fault.works)
        for (const [name, code] of Object.entries(said)) {
          expect(code, name).toEqual(works.has(name) ? 'ok' : expect.stringMatching(fault.code))
        }
        for (const result of await Promise.allSettled(Object.values(calls))) {
          if (result.status === 'fulfilled') continue
          if (result.reason.name !== 'TimeoutError') expect(result.reason).toBeInstanceOf(RedisStoreError)
          expect(inspect(result.reason, { showHidden: true, depth: 9 })).not.toMatch(/SECRET|pagamio:|slot/)
        }

        await fault.end(world)
        await healed(store)
        expect(listeners(client)).toEqual(before)
      } finally {
        close()
      }
    },
  )

  test.concurrent('forgets all with a server that is flushed, and goes on (failure mode 87)', async () => {
    await using world = await newWorld()
    const { client, close } = await connect(world.proxy.url.replace('//', `//:${PASSWORD}@`))
    try {
      const store = redisStore(client)
      await healed(store)
      await world.admin.flushall()
      await world.admin.script('FLUSH')
      expect(await store.get('slot', unhurried)).toBeUndefined()
      expect(await store.setIfNewer('slot', entry(1), unhurried)).toBe(true)
      expect(await store.takeLease('slot', { owner: 'other', ttlMs: 1_000 }, unhurried)).toBe(true)
    } finally {
      close()
    }
  })

  test.concurrent('stops waiting when the signal aborts, with its reason', async () => {
    await using world = await newWorld()
    const { client, close } = await connect(world.proxy.url.replace('//', `//:${PASSWORD}@`))
    try {
      const store = redisStore(client)
      await healed(store)
      world.server.pause()
      const controller = new AbortController()
      const said = codes(everyCall(store, controller))
      controller.abort('enough')
      expect(new Set(Object.values(await said))).toEqual(new Set(['enough']))
    } finally {
      close()
    }
  })

  test.concurrent('sends nothing when the signal has aborted before', async () => {
    await using world = await newWorld()
    const { client, close } = await connect(world.proxy.url.replace('//', `//:${PASSWORD}@`))
    try {
      const store = redisStore(client)
      const round = () => codes(everyCall(store))
      await round()
      const before = await commandsSeen(world.admin)
      const said = await codes(everyCall(store, { signal: AbortSignal.abort('enough') }))
      expect(new Set(Object.values(said))).toEqual(new Set(['enough']))
      await round()
      const perRound = (await commandsSeen(world.admin)) - before
      await round()
      expect((await commandsSeen(world.admin)) - before).toBe(2 * perRound)
    } finally {
      close()
    }
  })

  test.concurrent('rejects after the client was closed', async () => {
    await using world = await newWorld()
    const { client, close } = await connect(world.proxy.url.replace('//', `//:${PASSWORD}@`))
    const store = redisStore(client)
    await healed(store)
    close()
    const said = await codes(everyCall(store))
    for (const code of Object.values(said)) expect(code).toMatch(/^(UNKNOWN|\w+Error)$/)
  })
})

async function newWorld(): Promise<World & AsyncDisposable> {
  const server = await startRedis(['--requirepass', PASSWORD])
  const proxy = await tcpProxy(server.port)
  const admin = new Redis(server.url, { password: PASSWORD })
  admin.on('error', () => {})
  return {
    server,
    proxy,
    admin,
    async [Symbol.asyncDispose]() {
      admin.disconnect()
      await proxy.close()
      await server.close()
    },
  }
}

const listeners = (client: unknown) =>
  Object.fromEntries(
    (client as EventEmitter).eventNames().map((name) => [name, (client as EventEmitter).listenerCount(name)]),
  )

/** Scripts and SETs that the server was sent from outside. */
async function commandsSeen(admin: Redis): Promise<number> {
  const stats = await admin.info('commandstats')
  return [...stats.matchAll(/cmdstat_evalsha:calls=(\d+)/g)].reduce((sum, [, calls]) => sum + Number(calls), 0)
}
