import { lstat, readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { manualClock } from '@pagamio/auth-core/testing'
import { describe, expect, test } from 'vitest'
import { fileStore } from '../src/index.ts'
import { ample, ask, LOGIN, ORIGIN } from './support/calls.ts'
import { tempFolder } from './support/temp-folder.ts'

const limit = { limit: 2, windowMs: 60_000 }

describe('how much of the budget is left', () => {
  test('goes down with each call, over all processes, and comes back with time', async () => {
    const folder = await tempFolder()
    const clock = manualClock()
    const store = fileStore({ folder, clock })
    const left = () => fileStore({ folder, clock }).budget(ORIGIN, 'login', limit)
    expect(await left()).toMatchObject({ left: 2, nextInMs: 0, waiting: 0 })
    await store.takePermit(LOGIN, ask('one', 2), ample)
    expect(await left()).toMatchObject({ left: 1, nextInMs: 0, waiting: 0 })
    await store.takePermit(LOGIN, ask('two', 2), ample)
    for (const id of ['one', 'two']) await store.settlePermit(LOGIN, { id, outcome: 'success', closedForMs: 0 }, ample)
    await store.takePermit(LOGIN, ask('three', 2), ample)
    await clock.advance(10_000)
    const { calls, ...rest } = await left()
    expect(rest).toEqual({ limit: 2, windowMs: 60_000, left: 0, nextInMs: 50_000, waiting: 1, closedForMs: 0 })
    expect(calls).toEqual(Array(2).fill({ agoMs: 10_000, freeInMs: 50_000 }))
    expect(await store.budget(ORIGIN, 'refresh', limit)).toMatchObject({ left: 2, nextInMs: 0, waiting: 0 })
    await clock.advance(60_000)
    expect(await left()).toMatchObject({ left: 2, nextInMs: 0, waiting: 0 })
  })

  test('is nothing while the endpoint is closed', async () => {
    const clock = manualClock()
    const store = fileStore({ folder: await tempFolder(), clock })
    await store.settlePermit(LOGIN, { id: 'one', outcome: 'closed', closedForMs: 240_000 }, ample)
    await clock.advance(120_000)
    expect(await store.budget(ORIGIN, 'login', limit)).toMatchObject({
      left: 0,
      nextInMs: 120_000,
      waiting: 0,
      closedForMs: 120_000,
    })
  })

  test('reading it changes nothing, and makes nothing', async () => {
    const folder = await tempFolder()
    const store = fileStore({ folder })
    await store.takePermit(LOGIN, ask('one', 2), ample)
    const state = async () => {
      const names = await readdir(folder)
      return Promise.all(names.map(async (name) => [name, await readFile(join(folder, name), 'utf8')]))
    }
    const before = await state()
    await store.budget(ORIGIN, 'login', limit)
    expect(await state()).toEqual(before)
    const absent = fileStore({ folder: join(folder, 'absent') })
    expect(await absent.budget(ORIGIN, 'login', limit)).toMatchObject({ left: 2, nextInMs: 0, waiting: 0 })
    await expect(lstat(absent.folder)).rejects.toMatchObject({ code: 'ENOENT' })
  })

  test('can be given up', async () => {
    const store = fileStore({ folder: await tempFolder() })
    const signal = AbortSignal.abort(new Error('enough'))
    await expect(store.budget(ORIGIN, 'login', { ...limit, signal })).rejects.toThrow('enough')
  })
})
