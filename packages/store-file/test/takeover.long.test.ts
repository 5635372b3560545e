import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { fileStore } from '../src/index.ts'
import { recordPath } from '../src/record-file.ts'
import { ample, LOGIN } from './support/calls.ts'
import type { Contender } from './support/contender.ts'
import folderLock from './support/folder-lock.ts'
import { tempFolder } from './support/temp-folder.ts'
import { startWorker } from './support/worker.ts'

const ROUNDS = 120

/** How often one of two processes replaced a thing, when both found the lock of a dead one at the same instant: ends when both did. */
async function race(module: string): Promise<{ rounds: number; bothWon: boolean }> {
  const { default: contender } = (await import(module)) as { default: Contender }
  const file = join(await tempFolder(), 'file')
  const two = [1, 2].map(() => startWorker('contend', [new URL(module, import.meta.url).href]))
  for (const worker of two) await worker.next()
  for (let round = 0; round < ROUNDS; round++) {
    await writeFile(file, `${round}`)
    await contender.plantDeadLock(file)
    for (const worker of two) worker.send([file, `${round}`, `${round + 1}`])
    const [one, other] = await Promise.all(two.map((worker) => worker.next()))
    if (one === other) return { rounds: round, bothWon: one === true }
  }
  return { rounds: ROUNDS, bothWon: false }
}

describe('the lock of a dead process', () => {
  test('of two that take it over at the same instant one wins, each time (failure mode 78)', async () => {
    expect(await race('./support/folder-lock.ts')).toEqual({ rounds: ROUNDS, bothWon: false })
  })

  test.each(['unlink-takeover', 'no-lock'])(
    'and the race finds two winners where it is done badly: %s',
    async (bad) => {
      expect(await race(`./known-bad/${bad}.ts`)).toMatchObject({ bothWon: true })
    },
  )

  test('holds nobody up for long, whichever file it is of', async () => {
    const folder = await tempFolder()
    const store = fileStore({ folder })
    for (const file of [
      recordPath(folder, 'token', 'slot'),
      recordPath(folder, 'lease', 'slot'),
      recordPath(folder, 'permits', LOGIN),
    ])
      await folderLock.plantDeadLock(file)
    const ask = { id: 'id', limit: 5, windowMs: 60_000, callMs: 30_000, placeMs: 15_000 }
    expect(
      await Promise.all([
        store.setIfNewer('slot', { text: 'text', generation: 1, ttlMs: 60_000 }, ample),
        store.takeLease('slot', { owner: 'one', ttlMs: 60_000 }, ample),
        store.takePermit(LOGIN, ask, ample),
      ]),
    ).toEqual([true, true, expect.objectContaining({ retryAfterMs: 0 })])
  })
})
