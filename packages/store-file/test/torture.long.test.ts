import { readdir } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { fileStore } from '../src/index.ts'
import { writePlainly } from './known-bad/plain-writer.ts'
import { ample } from './support/calls.ts'
import { tempFolder } from './support/temp-folder.ts'
import { watch } from './support/watcher.ts'
import { startWorker } from './support/worker.ts'

const PROCESSES = 8
const SLOTS = 50
const KILLS = 6

describe('processes that are killed while they write', () => {
  test('every file at every moment is absent or whole, and no older generation replaces a newer (failure modes 62, 64)', async () => {
    const folder = await tempFolder()
    const report = await watch(folder)
    const workers = Array.from({ length: PROCESSES }, () => startWorker('torture', [folder, `${SLOTS}`]))
    for (const worker of workers) expect(await worker.next()).toBe('ready')
    for (let kill = 0; kill < KILLS; kill++) {
      await sleep(Math.random() * 60)
      const worker = startWorker('torture', [folder, `${SLOTS}`])
      expect(await worker.next()).toBe('ready')
      workers.push(worker)
      await workers[kill]?.kill()
    }
    let seen = await report()
    for (let look = 0; look < 500 && (seen.slots < SLOTS || seen.looks < 1_000); look++) seen = await report()
    for (const worker of workers.slice(KILLS)) await worker.kill()
    expect(await report()).toMatchObject({ torn: 0, fallen: 0, slots: SLOTS })
    for (const worker of workers) expect(await worker.rest()).toEqual([])

    // Whatever the dead have left, everybody can write everything at once.
    const store = fileStore({ folder })
    const entry = { text: 'after', generation: 1e9, ttlMs: 60_000 }
    const written = await Promise.all(
      Array.from({ length: SLOTS }, (_, n) => store.setIfNewer(`slot ${n}`, entry, ample)),
    )
    expect(written).toEqual(Array(SLOTS).fill(true))
    const names = await readdir(folder)
    expect(names.filter((name) => name.endsWith('.token'))).toHaveLength(SLOTS)
    expect(names.filter((name) => !/^[0-9a-f]+\.(token|lease|lease\.lock|tmp)$/.test(name))).toEqual([])
  })

  test('and the watcher sees where files are written plainly', async () => {
    const folder = await tempFolder()
    const report = await watch(folder)
    let seen = { looks: 0, torn: 0, fallen: 0 }
    for (let round = 0; round < 20 && !(seen.torn && seen.fallen); round++) {
      await writePlainly(folder)
      seen = await report()
    }
    expect(seen.torn).toBeGreaterThan(0)
    expect(seen.fallen).toBeGreaterThan(0)
  })
})
