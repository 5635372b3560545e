import { execFileSync } from 'node:child_process'
import { copyFile, lstat, mkdir, readdir, readFile, rm, symlink, truncate, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { manualClock } from '@pagamio/auth-core/testing'
import { describe, expect, test } from 'vitest'
import { type FileStore, fileStore } from '../src/index.ts'
import { recordPath, recordText } from '../src/record-file.ts'
import { ample, ask, entry, LOGIN, ORIGIN } from './support/calls.ts'
import { tempFolder } from './support/temp-folder.ts'

/** Two slots that are written, and the path of the first one's file. */
async function written(): Promise<{ store: FileStore; path: string; other: string; folder: string }> {
  const folder = await tempFolder()
  const store = fileStore({ folder })
  await store.setIfNewer('slot', entry(10), ample)
  await store.setIfNewer('other', entry(20), ample)
  return { store, folder, path: recordPath(folder, 'token', 'slot'), other: recordPath(folder, 'token', 'other') }
}

type Scene = Awaited<ReturnType<typeof written>>

const damages: Record<string, (scene: Scene) => Promise<unknown>> = {
  'cut short': ({ path }) => truncate(path, 100),
  empty: ({ path }) => truncate(path, 0),
  'followed by something': ({ path }) => writeFile(path, ' ', { flag: 'a' }),
  'filled with zeros, as after a power cut': ({ path }) => writeFile(path, Buffer.alloc(200)),
  'of bytes that are no text': ({ path }) => writeFile(path, Buffer.from([0xff, 0x0a, 0xfe])),
  'of 3 GB': ({ path }) => truncate(path, 3 * 2 ** 30),
  'a folder with something in it': async ({ path }) => {
    await rm(path)
    await mkdir(join(path, 'something'), { recursive: true })
  },
  'somebody else’s JSON': ({ path }) => writeFile(path, '{"text":"text","generation":99}'),
  'a copy of another slot’s': ({ path, other }) => copyFile(other, path),
  'with one bit changed': async ({ path }) => {
    const bytes = await readFile(path)
    const at = bytes.indexOf('"generation":10') + '"generation":'.length
    bytes[at] = (bytes[at] ?? 0) ^ 8
    await writeFile(path, bytes)
  },
}

describe('a slot whose file is', () => {
  test.each(Object.entries(damages))(
    '%s: is a miss, is written anew, and no other is touched (failure modes 63, 70)',
    async (_, damage) => {
      const scene = await written()
      const before = await readFile(scene.other)
      await damage(scene)
      expect(await scene.store.get('slot', ample)).toBeUndefined()
      // Also a lower generation than anything that was there: nothing is read from what is broken.
      expect(await scene.store.setIfNewer('slot', entry(3), ample)).toBe(true)
      expect(await scene.store.get('slot', ample)).toMatchObject({ text: 'text 3', generation: 3 })
      expect(await scene.store.get('other', ample)).toMatchObject({ text: 'text 20' })
      expect(await readFile(scene.other)).toEqual(before)
    },
  )

  test('a log of permits or a lease that is broken is an empty one', async () => {
    const folder = await tempFolder()
    const store = fileStore({ folder })
    await store.takePermit(LOGIN, ask('one', 1), ample)
    await store.takeLease('slot', { owner: 'one', ttlMs: 60_000 }, ample)
    await truncate(recordPath(folder, 'permits', LOGIN), 90)
    await truncate(recordPath(folder, 'lease', 'slot'), 70)
    expect(await store.takePermit(LOGIN, ask('two', 1), ample)).toMatchObject({ retryAfterMs: 0 })
    expect(await store.takeLease('slot', { owner: 'two', ttlMs: 60_000 }, ample)).toBe(true)
  })
})

describe('planted at a slot’s place', () => {
  const planted = async () => {
    const folder = await tempFolder()
    const victim = join(dirname(folder), 'victim')
    await writeFile(victim, 'precious')
    return { folder, victim, store: fileStore({ folder }), path: recordPath(folder, 'token', 'slot') }
  }

  test('a link is not followed, and is replaced (failure mode 67)', async () => {
    const { folder, victim, store, path } = await planted()
    await store.setIfNewer('other', entry(1), ample)
    await symlink(victim, path)
    expect(await store.get('slot', ample)).toBeUndefined()
    expect(await store.setIfNewer('slot', entry(1), ample)).toBe(true)
    expect(await readFile(victim, 'utf8')).toBe('precious')
    expect((await lstat(path)).isFile()).toBe(true)
    await symlink(recordPath(folder, 'token', 'other'), recordPath(folder, 'token', 'third'))
    expect(await store.get('third', ample)).toBeUndefined()
  })

  test('a pipe is not waited for, and is replaced', async () => {
    const { store, path } = await planted()
    execFileSync('sh', ['-c', 'mkfifo "$1"', 'sh', path])
    expect(await store.get('slot', ample)).toBeUndefined()
    expect(await store.setIfNewer('slot', entry(1), ample)).toBe(true)
    expect(await store.get('slot', ample)).toMatchObject({ text: 'text 1' })
  })

  test('a folder is a miss, and is put aside with what is in it', async () => {
    const { store, path } = await planted()
    await mkdir(path)
    await writeFile(join(path, 'notes.txt'), 'mine')
    expect(await store.get('slot', ample)).toBeUndefined()
    expect(await store.setIfNewer('slot', entry(1), ample)).toBe(true)
    expect(await store.get('slot', ample)).toMatchObject({ text: 'text 1' })
    const [aside = ''] = (await readdir(dirname(path))).filter((name) => name.endsWith('.corrupt'))
    expect(await readFile(join(dirname(path), aside, 'notes.txt'), 'utf8')).toBe('mine')
    await expect(lstat(`${path}.lock`)).rejects.toMatchObject({ code: 'ENOENT' })
  })

  test('whatever is in the place of the lock is left alone: writing rejects', async () => {
    const { victim, store, path } = await planted()
    await symlink(dirname(victim), `${path}.lock`)
    await expect(store.setIfNewer('slot', entry(1), ample)).rejects.toMatchObject({ code: 'ENOTDIR' })
    expect(await readFile(victim, 'utf8')).toBe('precious')
  })

  test('a lock with something foreign in it keeps it: writing rejects', async () => {
    const { store, path } = await planted()
    await mkdir(`${path}.lock`)
    await writeFile(join(`${path}.lock`, 'notes.txt'), 'mine')
    await expect(store.setIfNewer('slot', entry(1), ample)).rejects.toThrow('something foreign')
    expect(await readFile(join(`${path}.lock`, 'notes.txt'), 'utf8')).toBe('mine')
  })
})

describe('a file that is whole, of a form that is not ours:', () => {
  const now = manualClock().monotonic()
  const call = { id: 'one', grantedAt: now, endsAt: now, answered: true }
  const place = { id: 'waits', keptUntil: now + 15_000 }
  const log = { calls: [], line: [], closedAt: 0, closings: 0, longestMs: 60_000 }
  const planted = async (kind: 'token' | 'lease' | 'permits', names: string[], record: unknown) => {
    const folder = await tempFolder()
    const path = recordPath(folder, kind, ...names)
    await writeFile(path, recordText(path, record), { mode: 0o600 })
    return fileStore({ folder, clock: manualClock() })
  }

  test.each([
    { owner: 7, takenAt: now, ttlMs: 60_000 },
    { owner: 'one', takenAt: `${now}`, ttlMs: 60_000 },
    { owner: 'one', takenAt: now, ttlMs: '60000' },
    { owner: 'one', takenAt: now, ttlMs: null },
    { owner: 'one', ttlMs: 60_000 },
    'one',
    null,
  ])('%j is nobody’s lease', async (record) => {
    const store = await planted('lease', ['slot'], record)
    await store.releaseLease('slot', { owner: 'one' }, ample)
    expect(await store.takeLease('slot', { owner: 'two', ttlMs: 60_000 }, ample)).toBe(true)
    expect(await store.takeLease('slot', { owner: 'three', ttlMs: 60_000 }, ample)).toBe(false)
  })

  test.each([
    { writtenAt: now, log: { ...log, calls: [null, 7, 'one', {}, { ...call, endsAt: `${now}` }] } },
    {
      writtenAt: now,
      log: {
        ...log,
        calls: [
          { ...call, endsAt: null },
          { ...call, id: 1 },
        ],
      },
    },
    {
      writtenAt: now,
      log: {
        ...log,
        line: [null, 7, {}, { ...place, keptUntil: `${now}5` }, { ...place, id: {} }, { ...place, diesAt: '1' }],
      },
    },
    { writtenAt: now, log: { ...log, closedUntil: '9e99', closedAt: 'x', longestMs: [] } },
    { writtenAt: now, log: { ...log, closings: '3' } },
    { writtenAt: now, log: { ...log, closings: -3 } },
    { writtenAt: now, log: { ...log, closings: 0.5 } },
    { writtenAt: `${now}`, log: { ...log, calls: [call] } },
    { writtenAt: now, log: { ...log, calls: { one: call } } },
    { writtenAt: now, log: null },
    'log',
    null,
  ])('%j is an empty log of calls', async (record) => {
    const store = await planted('permits', [LOGIN], record)
    expect(await store.budget(ORIGIN, 'login', { limit: 1, windowMs: 60_000 })).toMatchObject({
      left: 1,
      nextInMs: 0,
      waiting: 0,
    })
    expect(await store.takePermit(LOGIN, ask('two', 1), ample)).toEqual({ retryAfterMs: 0, closings: 0 })
    expect(await store.takePermit(LOGIN, ask('three', 1), ample)).toEqual({
      retryAfterMs: 60_000,
      closings: 0,
    })
  })

  test('what is a call, a place or a closing counts, beside what is none', async () => {
    const calls = [null, call, { ...call, id: 'two', endsAt: 'soon' }]
    const store = await planted('permits', [LOGIN], {
      writtenAt: now,
      log: { ...log, calls, line: [7, place], closings: 2 },
    })
    expect(await store.budget(ORIGIN, 'login', { limit: 1, windowMs: 60_000 })).toMatchObject({ left: 0, waiting: 1 })
    expect(await store.takePermit(LOGIN, ask('three', 1), ample)).toEqual({
      retryAfterMs: 120_000,
      closings: 2,
    })
  })

  test.each([
    { text: 'text', generation: '9', ttlMs: 60_000, storedAt: manualClock().now() },
    { text: 'text', generation: 9, ttlMs: 60_000, storedAt: `${manualClock().now()}` },
    null,
  ])('%j is a miss, and is written over', async (record) => {
    const store = await planted('token', ['slot'], record)
    expect(await store.get('slot', ample)).toBeUndefined()
    expect(await store.setIfNewer('slot', entry(3), ample)).toBe(true)
    expect(await store.get('slot', ample)).toEqual({ text: 'text 3', generation: 3, ageMs: 0 })
  })
})
