import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Redis } from 'ioredis'
import { redisIsMissing, startRedis } from '../../../../packages/store-redis/test/support/redis-server.ts'
import type { StoreSetup } from '../../src/setup.ts'

/** A fresh place to share in, and a look at what is in it. */
export interface Place {
  readonly setup: StoreSetup
  /** Everything in it, names included. */
  dump(): Promise<string>
  /** Puts each of two sealed texts where the other one was. */
  swap(): Promise<void>
  close(): Promise<void>
}

export interface Kind {
  readonly missing: boolean
  open(): Promise<Place>
}

export const filePlace: Kind = {
  missing: false,
  async open() {
    const folder = mkdtempSync(join(tmpdir(), 'pagamio-fleet-'))
    const files = () => readdirSync(folder, { recursive: true, withFileTypes: true }).filter((one) => one.isFile())
    const pathOf = (one: { parentPath: string; name: string }) => join(one.parentPath, one.name)
    return {
      setup: { folder },
      dump: async () =>
        files()
          .map((one) => `${one.name}\n${readFileSync(pathOf(one), 'utf8')}`)
          .join('\n'),
      async swap() {
        const sealed = files().filter((one) => readFileSync(pathOf(one), 'utf8').includes('v1.'))
        const [first, second] = sealed.map(pathOf) as [string, string]
        const [one, two] = [readFileSync(first), readFileSync(second)]
        writeFileSync(first, two)
        writeFileSync(second, one)
      },
      close: async () => rmSync(folder, { recursive: true, force: true }),
    }
  },
}

export const redisPlace: Kind = {
  missing: redisIsMissing('own'),
  async open() {
    const server = await startRedis()
    const client = new Redis(server.url)
    const strings = async () => {
      const names = await client.keys('*')
      const found: [string, string][] = []
      for (const name of names) {
        if ((await client.type(name)) === 'string') found.push([name, (await client.get(name)) ?? ''])
        else if ((await client.type(name)) === 'hash') found.push([name, JSON.stringify(await client.hgetall(name))])
      }
      return found
    }
    return {
      setup: { url: server.url, prefix: 'fleet:' },
      dump: async () => (await strings()).flat().join('\n'),
      async swap() {
        const sealed = (await strings()).filter(([, value]) => value.includes('v1.'))
        const [[first], [second]] = sealed as [[string, string], [string, string]]
        await client.rename(first, 'fleet:between')
        await client.rename(second, first)
        await client.rename('fleet:between', second)
      },
      async close() {
        client.disconnect()
        await server.close()
      },
    }
  },
}
