import { chmod, chown, lstat, mkdir, readdir, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { fileStore } from '../src/index.ts'
import { recordPath } from '../src/record-file.ts'
import { ample, entry } from './support/calls.ts'
import { tempFolder } from './support/temp-folder.ts'
import { startWorker } from './support/worker.ts'

const modeOf = async (path: string) => (await stat(path)).mode & 0o777

const refused = (why: RegExp) =>
  expect.objectContaining({ code: 'invalid_options', message: expect.stringMatching(why) })

describe('the folder', () => {
  test.each(['000', '177', '777'])(
    'and all in it is for its owner alone, with a umask of %s too (failure mode 65)',
    async (umask) => {
      const folder = join(await tempFolder(), 'new')
      const worker = startWorker('store', [folder], { before: `umask ${umask}` })
      await worker.next()
      worker.send(['setIfNewer', 'slot', entry(1)])
      expect(await worker.next()).toBe(true)
      worker.send(['takeLease', 'slot', { owner: 'one', ttlMs: 1_000 }])
      expect(await worker.next()).toBe(true)
      expect(await modeOf(folder)).toBe(0o700)
      const names = await readdir(folder)
      expect(await Promise.all(names.map((name) => modeOf(join(folder, name))))).toEqual([0o600, 0o600])
    },
  )

  test.each([0o755, 0o750, 0o600])('of mode %o is tightened', async (mode) => {
    const folder = await tempFolder()
    await chmod(folder, mode)
    const store = fileStore({ folder })
    expect(await store.setIfNewer('slot', entry(1), ample)).toBe(true)
    expect(await modeOf(folder)).toBe(0o700)
  })

  test('a file that others could read is closed to them when it is read', async () => {
    const folder = await tempFolder()
    const store = fileStore({ folder })
    await store.setIfNewer('slot', entry(1), ample)
    const path = recordPath(folder, 'token', 'slot')
    await chmod(path, 0o644)
    expect(await store.get('slot', ample)).toMatchObject({ text: 'text 1' })
    expect(await modeOf(path)).toBe(0o600)
  })

  test.each([0o777, 0o770, 0o722, 0o1777])(
    'of mode %o, where others can write, is refused, and works again when it is private',
    async (mode) => {
      const folder = await tempFolder()
      const store = fileStore({ folder })
      await store.setIfNewer('slot', entry(1), ample)
      await chmod(folder, mode)
      await expect(store.ready()).rejects.toEqual(refused(/can be written by others/))
      await expect(store.get('slot', ample)).rejects.toEqual(refused(/can be written by others/))
      await expect(store.setIfNewer('slot', entry(2), ample)).rejects.toEqual(refused(/can be written by others/))
      expect(await readdir(folder)).toHaveLength(1)
      expect((await stat(folder)).mode & 0o7777).toBe(mode)
      await chmod(folder, 0o700)
      expect(await store.get('slot', ample)).toMatchObject({ text: 'text 1' })
    },
  )

  test('of another user is refused', async () => {
    const folder = process.geteuid?.() === 0 ? await tempFolder() : '/usr'
    if (folder !== '/usr') await chown(folder, 65_534, 65_534)
    await expect(fileStore({ folder }).ready()).rejects.toEqual(refused(/belongs to another user/))
  })

  test('that is a link is refused, and what it leads to is left alone (failure mode 67)', async () => {
    const victim = await tempFolder()
    await chmod(victim, 0o755)
    const folder = join(dirname(victim), 'link')
    await symlink(victim, folder)
    await expect(fileStore({ folder }).setIfNewer('slot', entry(1), ample)).rejects.toEqual(refused(/not a folder/))
    expect(await readdir(victim)).toEqual([])
    expect(await modeOf(victim)).toBe(0o755)
  })

  test('is made at the first write, deep down too, and again when somebody deletes it', async () => {
    const folder = join(await tempFolder(), 'state', 'pagamio')
    const store = fileStore({ folder })
    expect(await store.get('slot', ample)).toBeUndefined()
    await expect(lstat(folder)).rejects.toMatchObject({ code: 'ENOENT' })
    for (let round = 0; round < 2; round++) {
      expect(await store.setIfNewer('slot', entry(1), ample)).toBe(true)
      await rm(folder, { recursive: true })
    }
    await store.ready()
    expect(await modeOf(folder)).toBe(0o700)
  })

  test.each(['', 'with\0nul', 7 as never])('%j is not taken for a path', (folder) => {
    expect(() => fileStore({ folder })).toThrow(refused(/folder/))
  })

  test('may hold other things, which are left alone', async () => {
    const folder = await tempFolder()
    await writeFile(join(folder, 'notes.txt'), 'mine')
    await mkdir(join(folder, 'more.lock'))
    await fileStore({ folder }).setIfNewer('slot', entry(1), ample)
    expect((await readdir(folder)).sort()).toEqual([expect.stringMatching(/token$/), 'more.lock', 'notes.txt'])
  })
})
