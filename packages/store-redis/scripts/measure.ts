// What sharing costs: commands, and memory in Redis. node scripts/measure.ts
import { tracingChannel } from 'node:diagnostics_channel'
import { setTimeout as sleep } from 'node:timers/promises'
import { createBudget, createPagamioAuth } from '@pagamio/auth-core'
import { manualClock } from '@pagamio/auth-core/testing'
import { createSimulator, demoCredentials } from '@pagamio/simulator'
import { Redis } from 'ioredis'
import { redisStore } from '../src/index.ts'
import { keysUnder } from '../src/keys.ts'
import { startRedis } from '../test/support/redis-server.ts'

const SLOTS = 10_000
const server = await startRedis()
const client = new Redis(server.url)
const store = redisStore(client)
const call = { signal: new AbortController().signal }

let commands = 0
tracingChannel('ioredis:command').start.subscribe(() => void commands++)
async function commandsOf(work: () => Promise<unknown>): Promise<number> {
  commands = 0
  await work()
  return commands
}

const entry = { text: 'text', generation: 1, ttlMs: 60_000 }
const ask = { id: 'id', limit: 5, windowMs: 60_000, callMs: 30_000, placeMs: 15_000 }
const calls: Readonly<Record<string, () => Promise<unknown>>> = {
  get: () => store.get('slot', call),
  setIfNewer: () => store.setIfNewer('slot', { ...entry, generation: entry.generation++ }, call),
  delete: () => store.delete('slot', { generation: 1 }, call),
  takeLease: () => store.takeLease('slot', { owner: 'me', ttlMs: 10_000 }, call),
  releaseLease: () => store.releaseLease('slot', { owner: 'me' }, call),
  takePermit: () => store.takePermit('login', ask, call),
  settlePermit: () => store.settlePermit('login', { id: 'id', outcome: 'success', closedForMs: 0 }, call),
}
// Each script is told to the server once.
for (const work of Object.values(calls)) await work()
console.log('commands of each call:')
for (const [name, work] of Object.entries(calls)) console.log(`  ${name}: ${await commandsOf(work)}`)

const clock = manualClock()
const simulator = createSimulator({ clock })
const pagamio = createPagamioAuth({
  environment: 'sandbox',
  credentials: demoCredentials,
  fetch: simulator.fetch,
  budget: createBudget({ clock }),
  clock,
  store,
})
/** The token, and what is written behind it. */
async function token(): Promise<void> {
  await pagamio.getToken()
  await sleep(300)
}
console.log('commands of one process:')
console.log(`  its first token, with a login: ${await commandsOf(token)}`)
console.log(
  `  1,000 tokens while it lives: ${await commandsOf(() => Promise.all(Array.from({ length: 1_000 }, token)))}`,
)
await clock.advance(26 * 60_000)
console.log(`  a renewal: ${await commandsOf(token)} (${simulator.count('refresh', 'ok')} refresh)`)
await pagamio.close()

await client.flushall()
const another = createPagamioAuth({
  environment: 'sandbox',
  credentials: demoCredentials,
  fetch: simulator.fetch,
  budget: createBudget(),
  store,
})
await another.getToken()
await sleep(300)
const [key] = (await client.keys('*:token')) as [string]
const sealed = ((await client.get(key)) as string).replace(/^\d+:\d+:/, '')
await another.close()

await client.flushall()
const used = async () => Number(/used_memory:(\d+)/.exec(await client.info('memory'))?.[1])
const before = await used()
const round = await commandsOf(async () => {
  for (let slot = 0; slot < SLOTS; slot++) {
    await store.setIfNewer(`slot ${slot}`, { text: sealed, generation: 1, ttlMs: 3_600_000 }, call)
  }
})
const after = await used()
const stored = await client.memory('USAGE', keysUnder('pagamio:').token('slot 0'))
console.log(`memory: ${Math.round((after - before) / SLOTS)} bytes for each of ${SLOTS} slots, with a sealed text of`)
console.log(
  `  ${sealed.length} bytes (${stored} for one by MEMORY USAGE; ${((after - before) / 2 ** 20).toFixed(1)} MB in all, ${round} commands)`,
)

client.disconnect()
await server.close()
