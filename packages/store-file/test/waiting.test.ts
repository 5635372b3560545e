import { getEventListeners } from 'node:events'
import { rm } from 'node:fs/promises'
import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest'
import { type FileStore, fileStore } from '../src/index.ts'
import { ample, entry } from './support/calls.ts'
import { tempFolder } from './support/temp-folder.ts'
import { startWorker } from './support/worker.ts'

const lease = (owner: string) => ({ owner, ttlMs: 60_000 })

/** Files work in the order of asking: what was asked before this is far on after it. */
async function work(store: FileStore): Promise<void> {
  for (let n = 0; n < 20; n++) {
    await store.takeLease('another slot', lease('one'), ample)
    await store.releaseLease('another slot', { owner: 'one' }, ample)
  }
}

describe('a process that is refused a lease', () => {
  // The time that he may wait stands still: nothing but a change of the file ends it.
  beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }))
  afterEach(() => void vi.useRealTimers())

  async function twoStores() {
    const folder = await tempFolder()
    const [one, two] = [fileStore({ folder }), fileStore({ folder })]
    expect(await one.takeLease('slot', lease('one'), ample)).toBe(true)
    return { folder, one, two }
  }

  test.each<[string, (store: FileStore, folder: string) => Promise<unknown>]>([
    ['is given back', (store) => store.releaseLease('slot', { owner: 'one' }, ample)],
    [
      'ends with the token that is stored',
      (store) => store.setIfNewer('slot', { ...entry(1), releases: 'one' }, ample),
    ],
    ['is gone with the folder', (_, folder) => rm(folder, { recursive: true })],
  ])('hears it when it %s, and not before', async (_, end) => {
    const { folder, one, two } = await twoStores()
    const done = vi.fn()
    const waits = two.takeLease('slot', lease('two'), ample).then(done)
    await work(one)
    expect(done).not.toHaveBeenCalled()
    await end(one, folder)
    await waits
    expect(done).toHaveBeenCalledWith(false)
    expect(await two.takeLease('slot', lease('two'), ample)).toBe(true)
  })

  test('hears it also where a process waits for many', async () => {
    const { one, two } = await twoStores()
    const slots = Array.from({ length: 300 }, (_, n) => `slot ${n}`)
    await Promise.all(slots.map((slot) => one.takeLease(slot, lease('one'), ample)))
    const waits = slots.map((slot) => two.takeLease(slot, lease('two'), ample))
    await work(one)
    await Promise.all(slots.map((slot) => one.releaseLease(slot, { owner: 'one' }, ample)))
    expect(new Set(await Promise.all(waits))).toEqual(new Set([false]))
  })

  test('waits no longer than its call, and listens no longer (failure mode 133)', async () => {
    const { one, two } = await twoStores()
    const controller = new AbortController()
    const { signal } = controller
    const waits = two.takeLease('slot', lease('two'), { signal })
    const reason = new Error('enough')
    await work(one)
    controller.abort(reason)
    await expect(waits).rejects.toBe(reason)
    expect(getEventListeners(signal, 'abort')).toEqual([])
  })
})

test('a process that is refused a lease asks again after a while, if nothing changes', async () => {
  const folder = await tempFolder()
  expect(await fileStore({ folder }).takeLease('slot', lease('one'), ample)).toBe(true)
  for (let asked = 0; asked < 3; asked++)
    expect(await fileStore({ folder }).takeLease('slot', lease('two'), ample)).toBe(false)
})

test('Node warns of no leak where many wait for the same lease', async () => {
  const warned = vi.fn()
  process.on('warning', warned)
  onTestFinished(() => void process.off('warning', warned))
  const folder = await tempFolder()
  expect(await fileStore({ folder }).takeLease('slot', lease('one'), ample)).toBe(true)
  const store = fileStore({ folder })
  await Promise.all(Array.from({ length: 12 }, () => store.takeLease('slot', lease('two'), ample)))
  expect(warned).not.toHaveBeenCalled()
})

test('a process that has nothing else to do does not live on to hear it', async () => {
  const folder = await tempFolder()
  expect(await fileStore({ folder }).takeLease('slot', lease('one'), ample)).toBe(true)
  expect(await startWorker('leaver', [folder]).rest()).toEqual(['asks'])
})
