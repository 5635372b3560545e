import { getEventListeners } from 'node:events'
import { readdir } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { manualClock, storeConformance } from '@pagamio/auth-core/testing'
import { describe, expect, it } from 'vitest'
import { fileStore } from '../src/index.ts'
import { recordPath } from '../src/record-file.ts'
import { ample, ask, entry, LOGIN } from './support/calls.ts'
import folderLock from './support/folder-lock.ts'
import { tempFolder } from './support/temp-folder.ts'

describe('fileStore', () => {
  const conformance = storeConformance(
    async () => {
      const clock = manualClock()
      return { store: fileStore({ folder: await tempFolder(), clock }), advance: (ms) => clock.advance(ms) }
    },
    { sharing: true },
  )
  for (const { name, run } of conformance) it(name, run)

  it('shares between instances that have the same folder, and not with another', async () => {
    const folder = await tempFolder()
    await fileStore({ folder }).setIfNewer('slot', entry(1), ample)
    expect(await fileStore({ folder }).get('slot', ample)).toMatchObject({ text: 'text 1' })
    expect(await fileStore({ folder: await tempFolder() }).get('slot', ample)).toBeUndefined()
  })

  it('says where the files are, as an absolute path', () => {
    expect(fileStore({ folder: 'relative' }).folder).toBe(resolve('relative'))
    expect(fileStore().folder).toMatch(/pagamio.tokens$/)
  })

  it('makes a file of any name, and none outside its folder (failure modes 68, 69)', async () => {
    const names = [
      '../../x',
      '/etc/x',
      'CON',
      'a'.repeat(5_000),
      'Acme',
      'acme',
      'é',
      'e\u0301',
      '',
      '.',
      'a\0b',
      'a\nb',
    ]
    names.push('\ud800', '\ud801', '["a","b"]', 'a:b', 'a b')
    const folder = await tempFolder()
    const store = fileStore({ folder })
    for (const [n, name] of names.entries()) expect(await store.setIfNewer(name, entry(n + 1), ample)).toBe(true)
    for (const [n, name] of names.entries()) expect(await store.get(name, ample)).toMatchObject({ generation: n + 1 })
    const files = await readdir(folder)
    expect(files).toHaveLength(names.length)
    for (const file of files) expect(file).toMatch(/^[0-9a-f]{64}\.token$/)
    expect(await readdir(dirname(folder))).toEqual(['tokens'])
  })

  it('keeps the limits of any two keys apart', async () => {
    const store = fileStore({ folder: await tempFolder() })
    for (const key of ['../login', 'login', 'LOGIN'])
      expect(await store.takePermit(key, ask('one', 1), ample)).toMatchObject({ retryAfterMs: 0 })
    expect((await store.takePermit('login', ask('two', 1), ample)).retryAfterMs).toBeGreaterThan(0)
  })

  it('refuses text of more than a megabyte, and keeps what is there', async () => {
    const store = fileStore({ folder: await tempFolder() })
    await store.setIfNewer('slot', entry(1), ample)
    const huge = { ...entry(2), text: 'x'.repeat(2 ** 20) }
    await expect(store.setIfNewer('slot', huge, ample)).rejects.toThrow('too large')
    expect(await store.get('slot', ample)).toMatchObject({ text: 'text 1' })
  })

  it('leaves nothing but the records behind', async () => {
    const folder = await tempFolder()
    const store = fileStore({ folder })
    await Promise.all(Array.from({ length: 20 }, (_, n) => store.setIfNewer('slot', entry(n), ample)))
    await store.delete('slot', { generation: 99 }, ample)
    await store.takeLease('slot', { owner: 'one', ttlMs: 1_000 }, ample)
    await store.releaseLease('slot', { owner: 'one' }, ample)
    expect((await readdir(folder)).map((name) => name.split('.')[1]).sort()).toEqual(['lease', 'token'])
  })

  it('gives up a wait when the call is aborted, with the signal’s reason, and listens no longer (failure mode 133)', async () => {
    const folder = await tempFolder()
    const store = fileStore({ folder })
    await folderLock.plantDeadLock(recordPath(folder, 'token', 'slot'))
    const controller = new AbortController()
    const { signal } = controller
    const writing = store.setIfNewer('slot', entry(1), { signal })
    const reason = new Error('enough')
    setImmediate(() => controller.abort(reason))
    await expect(writing).rejects.toBe(reason)
    expect(getEventListeners(signal, 'abort')).toEqual([])
    await expect(store.get('slot', { signal })).rejects.toBe(reason)
    expect(await store.setIfNewer('slot', entry(2), ample)).toBe(true)
    expect(await store.get('slot', ample)).toMatchObject({ generation: 2 })
    for (let n = 0; n < 20; n++) await store.get('slot', ample)
    expect(getEventListeners(ample.signal, 'abort')).toEqual([])
  })

  it('serves many callers of one process with few writes, and each gets his own answer', async () => {
    const store = fileStore({ folder: await tempFolder() })
    const answers = await Promise.all(
      Array.from({ length: 200 }, (_, n) => store.takePermit(LOGIN, ask(`${n}`), ample)),
    )
    expect(answers.map(({ retryAfterMs }) => retryAfterMs === 0)).toEqual(answers.map((_, n) => n < 5))
  })

  it('of callers who are served together, one who has left changes nothing for the others', async () => {
    const store = fileStore({ folder: await tempFolder() })
    const first = store.takeLease('slot', { owner: 'first', ttlMs: 60_000 }, ample)
    const controller = new AbortController()
    const gone = store.takeLease('other', { owner: 'gone', ttlMs: 60_000 }, controller)
    const stays = store.takeLease('other', { owner: 'stays', ttlMs: 60_000 }, ample)
    controller.abort()
    await expect(gone).rejects.toMatchObject({ name: 'AbortError' })
    expect(await stays).toBe(true)
    expect(await first).toBe(true)
  })
})
