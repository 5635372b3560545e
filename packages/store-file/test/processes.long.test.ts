import { describe, expect, test } from 'vitest'
import { fileStore } from '../src/index.ts'
import { machineClock } from '../src/store-clock.ts'
import { ample, ask, entry, LOGIN } from './support/calls.ts'
import { tempFolder } from './support/temp-folder.ts'
import { startWorker, type Worker } from './support/worker.ts'

async function processes(count: number, folder: string): Promise<Worker[]> {
  const workers = Array.from({ length: count }, () => startWorker('store', [folder]))
  for (const worker of workers) await worker.next()
  return workers
}

const MINUTE = 60_000
const machine = machineClock()

/** As if so much time had passed on the machine's clock of leases and permits. */
const later = (folder: string, ms: number) =>
  fileStore({ folder, clock: { ...machine, monotonic: () => machine.monotonic() + ms } })

describe('eight processes at once', () => {
  test('of 24 calls that ask for one of five permits, five get one (failure mode 88)', async () => {
    const workers = await processes(8, await tempFolder())
    for (const [n, worker] of workers.entries())
      for (const m of [1, 2, 3]) worker.send(['takePermit', LOGIN, ask(`${n} ${m}`)])
    const answers: { retryAfterMs: number }[] = []
    for (const worker of workers) for (let n = 0; n < 3; n++) answers.push((await worker.next()) as never)
    expect(answers.filter(({ retryAfterMs }) => retryAfterMs === 0)).toHaveLength(5)
    expect(answers.filter(({ retryAfterMs }) => retryAfterMs > 0)).toHaveLength(19)
  })

  test('one gets the lease, round after round', async () => {
    const workers = await processes(8, await tempFolder())
    for (let round = 0; round < 10; round++) {
      for (const [n, worker] of workers.entries())
        worker.send(['takeLease', `slot ${round}`, { owner: `${n}`, ttlMs: 60_000 }])
      const given = await Promise.all(workers.map((worker) => worker.next()))
      expect(given.filter(Boolean)).toHaveLength(1)
    }
  })

  test('of many writes of one slot the newest stays, and is whole', async () => {
    const folder = await tempFolder()
    const workers = await processes(8, folder)
    for (const [n, worker] of workers.entries())
      for (let m = 0; m < 5; m++) worker.send(['setIfNewer', 'slot', entry(((n * 5 + m) * 7) % 40)])
    for (const worker of workers) for (let m = 0; m < 5; m++) await worker.next()
    expect(await fileStore({ folder }).get('slot', ample)).toMatchObject({ generation: 39, text: 'text 39' })
  })
})

describe('kill -9', () => {
  test.skipIf(process.platform !== 'linux')(
    'of a lease’s holder: the next owner has it at once, and a holder that is only stopped keeps it (failure modes 78, 82)',
    async () => {
      const folder = await tempFolder()
      const [holder] = (await processes(1, folder)) as [Worker]
      holder.send(['takeLease', 'slot', { owner: 'dead', ttlMs: 3_600_000 }])
      expect(await holder.next()).toBe(true)
      const next = { owner: 'next', ttlMs: 1_000 }
      holder.signal('SIGSTOP')
      expect(await later(folder, 0).takeLease('slot', next, ample)).toBe(false)
      await holder.kill()
      expect(await later(folder, 0).takeLease('slot', next, ample)).toBe(true)
    },
  )

  test('of a lease’s holder that cannot be seen (another container): the next owner has it when its time is over', async () => {
    const folder = await tempFolder()
    const [holder] = (await processes(1, folder)) as [Worker]
    holder.send(['takeLease', 'slot', { owner: 'dead', ttlMs: 3_600_000 }])
    expect(await holder.next()).toBe(true)
    await holder.kill()
    const next = { owner: 'next', ttlMs: 1_000 }
    const elsewhere = (ms: number) =>
      fileStore({ folder, clock: { ...machine, boot: 'another', monotonic: () => machine.monotonic() + ms } })
    expect(await elsewhere(0).takeLease('slot', next, ample)).toBe(false)
    expect(await elsewhere(3_600_000).takeLease('slot', next, ample)).toBe(true)
  })

  test('of who had a permit: the call counts until it cannot be under way any more', async () => {
    const folder = await tempFolder()
    const [caller] = (await processes(1, folder)) as [Worker]
    const long = { ...ask('dead', 1), callMs: 3_600_000 }
    caller.send(['takePermit', LOGIN, long])
    expect(await caller.next()).toMatchObject({ retryAfterMs: 0 })
    await caller.kill()
    expect(await later(folder, 0).takePermit(LOGIN, ask('next', 1), ample)).not.toMatchObject({
      retryAfterMs: 0,
    })
    const after = later(folder, 3_600_000 + 60_001)
    expect(await after.takePermit(LOGIN, ask('next', 1), ample)).toMatchObject({ retryAfterMs: 0 })
  })

  test('of who wrote a slot: it is there for the next one', async () => {
    const folder = await tempFolder()
    const [writer] = (await processes(1, folder)) as [Worker]
    writer.send(['setIfNewer', 'slot', entry(7)])
    expect(await writer.next()).toBe(true)
    await writer.kill()
    expect(await fileStore({ folder }).get('slot', ample)).toMatchObject({ generation: 7, text: 'text 7' })
  })
})

describe('the wall clock is set back after a process has written', () => {
  test('another process knows the age by the clock that they share (failure mode 75)', async () => {
    const folder = await tempFolder()
    const [writer] = (await processes(1, folder)) as [Worker]
    writer.send(['setIfNewer', 'slot', entry(7, 30 * MINUTE)])
    expect(await writer.next()).toBe(true)
    await writer.kill()
    const clock = {
      ...machine,
      now: () => machine.now() + 2 * MINUTE,
      monotonic: () => machine.monotonic() + 20 * MINUTE,
    }
    const { ageMs = Number.NaN } = (await fileStore({ folder, clock }).get('slot', ample)) ?? {}
    expect(ageMs).toBeGreaterThanOrEqual(20 * MINUTE)
    expect(ageMs).toBeLessThan(21 * MINUTE)
    const tenMinutesLater = { ...clock, monotonic: () => machine.monotonic() + 30 * MINUTE }
    expect(await fileStore({ folder, clock: tenMinutesLater }).get('slot', ample)).toBeUndefined()
  })
})
