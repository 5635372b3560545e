import { setTimeout as sleep } from 'node:timers/promises'
import { Redis } from 'ioredis'
import { type RedisServer, startRedis } from './redis-server.ts'

const SLOTS = 16_384

export interface RedisCluster {
  readonly nodes: readonly RedisServer[]
  /** A connection to each node. */
  readonly admins: readonly Redis[]
  /** The place in `nodes` of the one that keeps a key. */
  nodeOf(key: string): Promise<number>
  /** Empties the cluster, and gives a slot to the next node without telling anybody's client. */
  moveSlotOf(key: string): Promise<void>
  close(): Promise<void>
}

/** Three masters on this machine, each with a third of the slots. */
export async function startCluster(): Promise<RedisCluster> {
  const args = ['--cluster-enabled', 'yes', '--cluster-require-full-coverage', 'no']
  const nodes = await Promise.all([0, 1, 2].map(() => startRedis(args)))
  const admins = nodes.map(({ url }) => new Redis(url))
  for (const admin of admins) admin.on('error', () => {})
  const firstOf = (n: number) => Math.floor((n * SLOTS) / nodes.length)
  const slotsOf = (n: number) => Array.from({ length: firstOf(n + 1) - firstOf(n) }, (_, i) => firstOf(n) + i)
  await Promise.all(
    admins.map(async (admin, n) => {
      await admin.cluster('SET-CONFIG-EPOCH', n + 1)
      await admin.cluster('ADDSLOTS', ...slotsOf(n))
      await admin.cluster('MEET', '127.0.0.1', nodes[0]?.port as number)
    }),
  )
  await Promise.all(admins.map(formed))
  const ids = await Promise.all(admins.map((admin) => admin.cluster('MYID')))

  const slotOf = async (key: string) => Number(await admins[0]?.cluster('KEYSLOT', key))

  async function nodeOf(key: string): Promise<number> {
    const slot = await slotOf(key)
    const listed = (await admins[0]?.cluster('SLOTS')) ?? []
    const range = listed.find(([first, last]) => first <= slot && slot <= last)
    return nodes.findIndex(({ port }) => port === range?.[2]?.[1])
  }

  return {
    nodes,
    admins,
    nodeOf,
    async moveSlotOf(key) {
      const next = ((await nodeOf(key)) + 1) % nodes.length
      const slot = await slotOf(key)
      for (const admin of admins) await admin.flushall()
      for (const n of [next, ...nodes.keys()]) await admins[n]?.cluster('SETSLOT', slot, 'NODE', ids[next] as string)
    },
    async close() {
      for (const admin of admins) admin.disconnect()
      await Promise.all(nodes.map((node) => node.close()))
    },
  }
}

async function formed(admin: Redis): Promise<void> {
  for (let attempt = 0; attempt < 400; attempt++) {
    const info = `${await admin.cluster('INFO')}`
    if (info.includes('cluster_state:ok') && info.includes(`cluster_slots_ok:${SLOTS}`)) return
    await sleep(50)
  }
  throw new Error('The cluster does not form.')
}
