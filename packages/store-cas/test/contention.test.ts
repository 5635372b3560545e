import { setImmediate as turn } from 'node:timers/promises'
import type { PermitAsk, SharedTokenStore, StoreCall } from '@pagamio/auth-core'
import { manualClock } from '@pagamio/auth-core/testing'
import { describe, expect, test } from 'vitest'
import { type CasPort, storeFromCas } from '../src/index.ts'
import { memoryCas } from './support/memory-cas.ts'

const call: StoreCall = { signal: new AbortController().signal }
const entry = (generation: number) => ({ text: `text ${generation}`, generation, ttlMs: 60_000 })
const ask = (id: string): PermitAsk => ({ id, limit: 5, windowMs: 60_000, callMs: 30_000, placeMs: 15_000 })
const lease = (owner: string) => ({ owner, ttlMs: 10_000 })
const settlement = { id: 'one', outcome: 'success', closedForMs: 0 } as const

const everyWrite = (store: SharedTokenStore, during = call): Readonly<Record<string, Promise<unknown>>> => ({
  setIfNewer: store.setIfNewer('slot', entry(2), during),
  delete: store.delete('slot', { generation: 1 }, during),
  takeLease: store.takeLease('slot', lease('other'), during),
  releaseLease: store.releaseLease('slot', { owner: 'one' }, during),
  takePermit: store.takePermit('login', ask('two'), during),
  settlePermit: store.settlePermit('login', settlement, during),
})

async function said(calls: Readonly<Record<string, Promise<unknown>>>) {
  const answers = Object.entries(calls).map(async ([name, promise]) => [
    name,
    await promise.catch((error) => error.code ?? error.name ?? error),
  ])
  return Object.fromEntries(await Promise.all(answers))
}

describe('many processes at once', () => {
  test('64 that ask for five permits at once get five, and each of the others a place', async () => {
    const port = memoryCas(Date.now, turn)
    const answers = await Promise.all(
      Array.from({ length: 64 }, (_, n) => storeFromCas(port).takePermit('login', ask(`process ${n}`), call)),
    )
    expect(answers.filter(({ retryAfterMs }) => retryAfterMs === 0)).toHaveLength(5)
  })

  test('who always comes too late for a lease or a permit is refused, and is given nothing', async () => {
    const port: CasPort = { ...memoryCas(), write: async () => undefined }
    const store = storeFromCas(port)
    expect(await store.takeLease('slot', lease('one'), call)).toBe(false)
    expect(await store.takePermit('login', ask('one'), call)).toEqual({ retryAfterMs: 250, closings: 0 })
  })

  test('calls of one process to one key are served together: 64 of them ask the backend no more than four do', async () => {
    const port = memoryCas(Date.now, turn)
    const store = storeFromCas(port)
    const ids = Array.from({ length: 64 }, (_, n) => `caller ${n}`)
    const answers = await Promise.all(ids.map((id) => store.takePermit('login', ask(id), call)))
    expect(answers.filter(({ retryAfterMs }) => retryAfterMs === 0)).toHaveLength(5)
    expect(answers.slice(0, 5).map(({ retryAfterMs }) => retryAfterMs)).toEqual([0, 0, 0, 0, 0])
    expect(port.writes).toBeLessThanOrEqual(4)
    expect(port.reads).toBeLessThanOrEqual(4)
  })

  test('who gives up is left out, and the others are served', async () => {
    const port = memoryCas(Date.now, turn)
    const store = storeFromCas(port)
    const controller = new AbortController()
    const first = store.takePermit('login', ask('first'), call)
    const gone = store.takePermit('login', ask('gone'), controller).catch((reason) => reason)
    const last = store.takePermit('login', ask('last'), call)
    controller.abort('enough')
    expect(await gone).toBe('enough')
    expect([await first, await last]).toMatchObject([{ retryAfterMs: 0 }, { retryAfterMs: 0 }])
    expect([...port.rows.values()][0]?.text).not.toContain('gone')
  })

  test('who waits in the line is served before who comes later, whoever is quicker', async () => {
    const clock = manualClock()
    const port = memoryCas(clock.monotonic)
    const one = { limit: 1, windowMs: 1_000, callMs: 0, placeMs: 60_000 }
    await storeFromCas(port).takePermit('login', { id: 'first', ...one }, call)
    await storeFromCas(port).settlePermit('login', { ...settlement, id: 'first' }, call)
    const waits = await storeFromCas(port).takePermit('login', { id: 'waits', ...one }, call)
    expect(waits.retryAfterMs).toBeGreaterThan(0)
    await clock.advance(1_100)
    const later = await storeFromCas(port).takePermit('login', { id: 'later', ...one }, call)
    expect(later.retryAfterMs).toBeGreaterThan(0)
    expect(await storeFromCas(port).takePermit('login', { id: 'waits', ...one }, call)).toMatchObject({
      retryAfterMs: 0,
    })
  })
})

describe('a backend that does not behave', () => {
  test('that says a write was not carried out which was: nothing is granted twice, and what was written is written', async () => {
    const port = memoryCas()
    let silent = true
    const forgetful: CasPort<number> = {
      ...port,
      async write(...args) {
        const version = await port.write(...args)
        silent = !silent
        return silent ? version : undefined
      },
    }
    const store = storeFromCas(forgetful)
    expect(await store.setIfNewer('slot', entry(1), call)).toBe(true)
    expect(await store.takeLease('slot', lease('one'), call)).toBe(true)
    const answers = await Promise.all(['a', 'b'].map((id) => store.takePermit('login', { ...ask(id), limit: 1 }, call)))
    expect(answers.map(({ retryAfterMs }) => retryAfterMs === 0)).toEqual([true, false])
  })

  test('that hangs keeps nobody longer than the signal, and what was given up is not carried out later', async () => {
    const port = memoryCas()
    let asked = 0
    let wake = () => {}
    const woken = new Promise<void>((resolve) => {
      wake = resolve
    })
    const hanging: CasPort<number> = {
      ...port,
      read: (...args) => {
        asked++
        return woken.then(() => port.read(...args))
      },
    }
    const store = storeFromCas(hanging)
    const controller = new AbortController()
    const answers = said(everyWrite(store, controller))
    const read = store.get('slot', controller).catch((reason) => reason)
    // One for the slot, one for the calls, and the one that reads.
    await expect.poll(() => asked).toBe(3)
    controller.abort('enough')
    expect(new Set(Object.values(await answers))).toEqual(new Set(['enough']))
    expect(await read).toBe('enough')
    wake()
    await expect.poll(() => port.reads).toBe(3)
    for (let turns = 0; turns < 10; turns++) await turn()
    expect([...port.rows]).toEqual([])
    expect(await store.setIfNewer('slot', entry(3), call)).toBe(true)
  })

  test('that throws is heard, and asked again by the next call', async () => {
    const port = memoryCas()
    let broken = true
    const failing: CasPort<number> = {
      ...port,
      read: (...args) =>
        broken ? Promise.reject(Object.assign(new Error('no'), { code: 'EDOWN' })) : port.read(...args),
    }
    const store = storeFromCas(failing)
    expect(new Set(Object.values(await said(everyWrite(store))))).toEqual(new Set(['EDOWN']))
    broken = false
    expect(await store.setIfNewer('slot', entry(1), call)).toBe(true)
  })
})
