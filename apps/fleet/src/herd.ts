// Processes that start at once, cold, over one store: logins, and how soon after the answer all of them have the token.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { createSimulator, demoCredentials } from '@pagamio/simulator'
import { Redis } from 'ioredis'
import { startRedis } from '../../../packages/store-redis/test/support/redis-server.ts'
import { startProcess } from './member.ts'
import type { StoreSetup } from './setup.ts'

const PROGRAM = fileURLToPath(new URL('./worker.ts', import.meta.url))
const KEY = Buffer.alloc(32, 7).toString('base64')
/** How long Pagamio takes to answer: often, and on a bad day. */
const LATENCIES_MS = [300, 1_500]
const roundsOf = (size: number) => (size > 40 ? 2 : 5)

interface Place {
  readonly setup: StoreSetup
  /** Commands that a server has carried out so far. */
  commands(): Promise<number | undefined>
  close(): Promise<unknown>
}

const places: Readonly<Record<string, () => Promise<Place>>> = {
  async files() {
    const folder = mkdtempSync(join(tmpdir(), 'pagamio-herd-'))
    return {
      setup: { folder },
      commands: async () => undefined,
      close: async () => rmSync(folder, { recursive: true, force: true }),
    }
  },
  redis: () => redis({}),
  'redis, told': () => redis({ told: true }),
}

async function redis(how: { readonly told?: true }): Promise<Place> {
  const server = await startRedis()
  const client = new Redis(server.url)
  return {
    setup: { url: server.url, prefix: 'herd:', ...how },
    // Without what a script does inside the server.
    commands: async () =>
      [...(await client.info('commandstats')).matchAll(/cmdstat_evalsha:calls=(\d+)/g)].reduce(
        (all, [, calls]) => all + Number(calls),
        0,
      ),
    async close() {
      client.disconnect()
      await server.close()
    },
  }
}

async function measure(size: number, latencyMs: number, open: () => Promise<Place>): Promise<string> {
  const simulator = createSimulator({ latencyMs })
  const { url: baseUrl } = await simulator.listen()
  const place = await open()
  const setup = { baseUrl, store: place.setup, key: KEY }
  const members = await Promise.all(Array.from({ length: size }, () => startProcess(PROGRAM, setup)))
  const before = await place.commands()
  const answers = await Promise.all(members.map((member) => member.ask('token', demoCredentials)))
  const times = answers.map(({ at = Number.NaN }) => at).sort((a, b) => a - b)
  const after = (index: number) => ((times.at(index) ?? 0) - (times[0] ?? 0)).toFixed(0)
  await sleep(200)
  const used = (await place.commands()) ?? 0
  const each = before === undefined ? '–' : ((used - before) / size).toFixed(1)
  const tokens = new Set(answers.map(({ token, code }) => token ?? code)).size
  await Promise.all(members.map((member) => member.kill()))
  await place.close()
  await simulator.close()
  const figures = [simulator.count('login'), tokens, after(Math.floor(size / 2)), after(-1), each]
  return figures.map((figure) => `${figure}`.padStart(9)).join('')
}

const sizes = process.argv.length > 2 ? process.argv.slice(2).map(Number) : [8, 160]
for (const latencyMs of LATENCIES_MS) {
  console.log(`\nAn answer takes ${latencyMs} ms. After it, half of the processes and the last one have the token:\n`)
  console.log('                          logins   tokens  half, ms  last, ms  commands each')
  for (const size of sizes) {
    for (const [name, open] of Object.entries(places)) {
      for (let round = 0; round < roundsOf(size); round++)
        console.log(`${`${size} over ${name}`.padEnd(22)} ${await measure(size, latencyMs, open)}`)
    }
  }
}
