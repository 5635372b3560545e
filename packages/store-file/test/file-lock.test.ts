import { readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { lockFile } from '../src/file-lock.ts'
import folderLock from './support/folder-lock.ts'
import { tempFolder } from './support/temp-folder.ts'
import { startWorker } from './support/worker.ts'

const wanted = () => true

async function scene(): Promise<{ file: string; text: () => Promise<string>; names: () => Promise<string[]> }> {
  const file = join(await tempFolder(), 'file')
  await writeFile(file, 'old')
  return { file, text: () => readFile(file, 'utf8'), names: () => readdir(dirname(file)) }
}

describe('a lock', () => {
  test('puts the draft in the file’s place, or a text that is written under the lock', async () => {
    const { file, text, names } = await scene()
    const one = await lockFile(file, 'draft', { wanted })
    expect(await one.replace()).toBe(true)
    await one.release()
    expect(await text()).toBe('draft')
    const two = await lockFile(file, 'a long draft', { wanted })
    expect(await two.replace('short')).toBe(true)
    await two.release()
    expect(await text()).toBe('short')
    expect(await names()).toEqual(['file'])
  })

  test('that is given back without a replacement changes nothing', async () => {
    const { file, text, names } = await scene()
    const lock = await lockFile(file, 'draft', { wanted })
    await lock.release()
    expect(await lock.replace()).toBe(false)
    expect(await text()).toBe('old')
    expect(await names()).toEqual(['file'])
  })

  test('that nobody waits for any more is not taken, and leaves no draft', async () => {
    const { file, names } = await scene()
    await folderLock.plantDeadLock(file)
    let asked = 0
    await expect(lockFile(file, 'draft', { wanted: () => asked++ < 2 })).rejects.toThrow('nobody waits')
    expect(await names()).toEqual(['file', 'file.lock'])
  })

  test('is for its owner alone, whatever the umask (failure mode 65)', async () => {
    const { file } = await scene()
    const holder = startWorker('sleeper', [file, 'draft'], { before: 'umask 777' })
    expect(await holder.next()).toBe('locked')
    const modes = async (path: string) => (await stat(path)).mode & 0o777
    const [draft = ''] = await readdir(`${file}.lock`)
    expect(await modes(`${file}.lock`)).toBe(0o700)
    expect(await modes(join(`${file}.lock`, draft))).toBe(0o600)
  })
})

describe('the lock of a process that was stopped for long', () => {
  test.each([
    ['with its draft', []],
    ['with a text that it writes then', ['another text']],
  ])(
    'when it wakes, it overwrites nothing and takes nothing from others: %s (failure modes 79, 80)',
    async (_, texts) => {
      const { file, text, names } = await scene()
      const sleeper = startWorker('sleeper', [file, 'of the sleeper', ...texts])
      expect(await sleeper.next()).toBe('locked')
      const ours = await lockFile(file, 'newer', { wanted })
      expect(await ours.replace()).toBe(true)
      await ours.release()
      const another = await lockFile(file, 'newest', { wanted })
      sleeper.signal('SIGCONT')
      expect(await sleeper.next()).toEqual({ replaced: false })
      expect(await text()).toBe('newer')
      expect(await another.replace()).toBe(true)
      await another.release()
      expect(await text()).toBe('newest')
      expect(await names()).toEqual(['file'])
    },
  )
})
