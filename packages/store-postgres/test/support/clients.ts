import { Pool as NeonPool, neonConfig } from '@neondatabase/serverless'
import { PrismaPg } from '@prisma/adapter-pg'
import { drizzle } from 'drizzle-orm/node-postgres'
import { CompiledQuery, Kysely, PostgresDialect } from 'kysely'
import { Client, Pool } from 'pg'
import postgres from 'postgres'
import { DataSource } from 'typeorm'
import type { PostgresClient } from '../../src/index.ts'
import { neonProxy } from './neon-proxy.ts'
import { PrismaClient } from './prisma-client.ts'

export interface ConnectedClient {
  readonly client: PostgresClient
  close(): Promise<unknown>
}

/** The clients that people have, as they are given to the store. */
export const clients: Readonly<Record<string, (url: string) => Promise<ConnectedClient>>> = {
  async 'pg, a pool'(url) {
    const pool = new Pool({ connectionString: url, max: 10 })
    pool.on('error', () => {})
    return { client: pool, close: () => pool.end() }
  },
  async 'pg, one connection'(url) {
    const client = new Client({ connectionString: url })
    client.on('error', () => {})
    await client.connect()
    return { client, close: () => client.end() }
  },
  async 'postgres.js'(url) {
    const sql = postgres(url, { max: 10, onnotice: () => {} })
    return { client: { query: (text, values) => sql.unsafe(text, values) }, close: () => sql.end({ timeout: 1 }) }
  },
  async 'pg, told'(url) {
    const pool = new Pool({ connectionString: url, max: 10 })
    pool.on('error', () => {})
    const listen: PostgresClient['listen'] = async (channel, onNotify) => {
      const connection = await pool.connect()
      connection.on('notification', ({ payload = '' }) => onNotify(payload))
      connection.on('error', () => {})
      await connection.query(`LISTEN ${channel}`)
      return () => connection.release(true)
    }
    return { client: { query: (text, values) => pool.query(text, values), listen }, close: () => pool.end() }
  },
  async 'postgres.js, told'(url) {
    const sql = postgres(url, { max: 10, onnotice: () => {} })
    const listen: PostgresClient['listen'] = async (channel, onNotify) => (await sql.listen(channel, onNotify)).unlisten
    return {
      client: { query: (text, values) => sql.unsafe(text, values), listen },
      close: () => sql.end({ timeout: 1 }),
    }
  },
  async TypeORM(url) {
    const source = new DataSource({ type: 'postgres', url, extra: { max: 10 } })
    await source.initialize()
    return { client: source, close: () => source.destroy() }
  },
  async Drizzle(url) {
    const { $client } = drizzle(url)
    $client.on('error', () => {})
    return { client: $client, close: () => $client.end() }
  },
  async Kysely(url) {
    const pool = new Pool({ connectionString: url, max: 10 })
    pool.on('error', () => {})
    // It takes connections out of the pool, and while they are out nobody listens to them.
    pool.on('connect', (connection) => connection.on('error', () => {}))
    const db = new Kysely({ dialect: new PostgresDialect({ pool }) })
    return {
      client: { query: (text, values) => db.executeQuery(CompiledQuery.raw(text, values)) },
      close: () => db.destroy(),
    }
  },
  async Prisma(url) {
    const prisma = new PrismaClient({ adapter: new PrismaPg({ connectionString: url, max: 10 }) })
    return {
      client: { query: (text, values) => prisma.$queryRawUnsafe(text, ...values) },
      close: () => prisma.$disconnect(),
    }
  },
  async 'Neon, over a WebSocket'(url) {
    const proxy = await neonProxy(Number(new URL(url).port))
    Object.assign(neonConfig, { wsProxy: () => proxy.host, useSecureWebSocket: false, pipelineConnect: false })
    const pool = new NeonPool({ connectionString: url, max: 10 })
    pool.on('error', () => {})
    return { client: pool, close: () => pool.end().finally(() => proxy.close()) }
  },
}
