// One worker of the cluster: the shop as any build makes it, with a store that it shares with the others.
import type { SharedTokenStore } from '@pagamio/auth-core'
import { fileStore } from '@pagamio/store-file'
import { loadBuild } from '../builds.ts'
import { SETUP, type SharedPlace, type WorkerSetup } from './worker-setup.ts'

async function openStore(place: SharedPlace): Promise<{ readonly store: SharedTokenStore; close(): void }> {
  if ('folder' in place) return { store: fileStore({ folder: place.folder }), close: () => {} }
  const [{ Redis }, { redisStore }] = await Promise.all([import('ioredis'), import('@pagamio/store-redis')])
  // The store says what fails, once and in our words.
  const client = new Redis(place.redis, { maxRetriesPerRequest: 1 }).on('error', () => {})
  return { store: redisStore(client), close: () => client.disconnect() }
}

/** Runs until the primary says 'close'. */
export async function runWorker(): Promise<void> {
  const {
    build: name,
    place,
    port,
    quiet,
    merchants,
    poolKey,
    ...pagamio
  } = JSON.parse(process.env[SETUP] ?? '') as WorkerSetup
  const { store, close } = await openStore(place)
  const build = await loadBuild(name)
  const silence = { info() {}, warn() {} }
  const shop = await build({ pagamio: { ...pagamio, store }, merchants, poolKey, log: quiet ? silence : console })
  await shop.listen(port, '127.0.0.1')
  process.on('message', async (message) => {
    if (message !== 'close') return
    await shop.close()
    close()
    process.disconnect()
  })
  // A terminal's Ctrl-C reaches the workers too: the primary decides what happens.
  process.on('SIGINT', () => {})
}
