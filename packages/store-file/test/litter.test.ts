import { lstat, mkdir, readdir, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { fileStore } from '../src/index.ts'
import { tidyFolder } from '../src/litter.ts'
import { ample, entry } from './support/calls.ts'
import { tempFolder } from './support/temp-folder.ts'

const HOUR = 3_600_000
const name = (letter: string, length = 64) => letter.repeat(length)

async function made(path: string, ageMs: number, inside?: string): Promise<void> {
  if (inside === undefined) await writeFile(path, '')
  else {
    await mkdir(path)
    await writeFile(join(path, inside), '')
  }
  const seconds = (Date.now() - ageMs) / 1_000
  await utimes(path, seconds, seconds)
}

describe('what the dead leave behind', () => {
  test('goes when it is old; what is young, and what is not ours, stays (failure mode 78)', async () => {
    const folder = await tempFolder()
    const inFolder = (file: string) => join(folder, file)
    await made(inFolder(`${name('a', 32)}.tmp`), 2 * HOUR, name('a', 32))
    await made(inFolder(`${name('b', 32)}.tmp`), HOUR / 2, name('b', 32))
    await made(inFolder(`${name('a')}.token.lock`), 2 * HOUR, name('a', 32))
    await made(inFolder(`${name('b')}.token.lock`), HOUR / 2, name('b', 32))
    await made(inFolder(`${name('a')}.lease`), 25 * HOUR)
    await made(inFolder(`${name('b')}.lease`), 23 * HOUR)
    await made(inFolder(`${name('a')}.permits`), 25 * HOUR)
    await made(inFolder(`${name('b')}.permits`), 23 * HOUR)
    await made(inFolder(`${name('a')}.token`), 31 * 24 * HOUR)
    await made(inFolder(`${name('b')}.token`), 29 * 24 * HOUR)
    const foreign = ['notes.tmp', 'other.lock', `${name('c')}.json`, name('d')]
    for (const file of foreign) await made(inFolder(file), 1_000 * HOUR)
    await made(inFolder(`${name('e', 32)}.tmp`), 2 * HOUR, 'precious')
    await made(inFolder(`${name('e')}.token.lock`), 2 * HOUR, 'precious')
    await made(inFolder(`${name('e')}.token`), 1_000 * HOUR, 'precious')
    await tidyFolder(folder)
    const ours = (await readdir(folder)).filter((file) => !foreign.includes(file))
    expect(ours.map((file) => `${file.slice(0, 1)}.${file.split('.').slice(1).join('.')}`).sort()).toEqual(
      ['b.lease', 'b.permits', 'b.tmp', 'b.token', 'b.token.lock', 'e.tmp', 'e.token', 'e.token.lock'].sort(),
    )
    expect(await readdir(folder)).toEqual(expect.arrayContaining(foreign))
    expect(await readdir(inFolder(`${name('e', 32)}.tmp`))).toEqual(['precious'])
  })

  test('is cleared away by the first write of a process', async () => {
    const folder = await tempFolder()
    const dead = join(folder, `${name('a', 32)}.tmp`)
    await made(dead, 2 * HOUR, name('a', 32))
    const store = fileStore({ folder })
    await store.setIfNewer('slot', entry(1), ample)
    for (let look = 0; look < 500 && (await lstat(dead).catch(() => undefined)); look++) await sleep(10)
    expect((await readdir(folder)).filter((file) => file.endsWith('.tmp'))).toEqual([])
    expect(await store.get('slot', ample)).toMatchObject({ text: 'text 1' })
  })

  test('in a folder of very many slots is found in the end', async () => {
    const folder = await tempFolder()
    const file = (n: number) => join(folder, `${n.toString(16).padStart(64, '0')}.lease`)
    await Promise.all(Array.from({ length: 800 }, (_, n) => made(file(n), n % 160 === 0 ? 25 * HOUR : 0)))
    for (let pass = 0; pass < 300 && (await readdir(folder)).length > 795; pass++) await tidyFolder(folder)
    expect(await readdir(folder)).toHaveLength(795)
  })
})
