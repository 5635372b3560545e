import { fileURLToPath } from 'node:url'
import { storeConformance } from '@pagamio/auth-core/testing'
import { createSimulator, demoCredentials } from '@pagamio/simulator'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import { snippetsOf } from '../../../scripts/snippets.ts'
import { startWorker, startWorkers, type Workers } from './support/workerd.ts'

const ISOLATES = 4
/** Then the object is evicted, where it is all the time. */
const ANSWERS = 8
const home = fileURLToPath(new URL('..', import.meta.url))
const readme = snippetsOf(home)
const simulator = createSimulator({ latencyMs: 200, rotation: 'strict' })
let workers: Workers
let bindings: Readonly<Record<string, string>>

beforeAll(() => readme.write())
afterAll(async () => {
  readme.remove()
  await simulator.close()
})
beforeEach(async () => {
  simulator.reset()
  const { url } = await simulator.listen()
  bindings = {
    PAGAMIO_BASE_URL: url,
    PAGAMIO_USERNAME: demoCredentials.username,
    PAGAMIO_PASSWORD: demoCredentials.password,
    PAGAMIO_STORE_KEY: Buffer.alloc(32, 7).toString('base64'),
  }
})

/** What a busy machine may take for what comes at once. */
const BUSY = { timeout: 20_000, interval: 10 }

const ask = async (url: string) => (await fetch(url, { signal: AbortSignal.timeout(40_000) })).text()
/** So many requests to each isolate at once. */
const crowd = (each: number, path = '/shop/categories') =>
  Promise.all(workers.isolates.flatMap((url) => Array.from({ length: each }, () => ask(`${url}${path}`))))
const all = (each: number, answer: string) => Array(each * ISOLATES).fill(answer)
const acquisitions = () => [simulator.count('login'), simulator.count('refresh')]

const notRun = () => {
  throw new Error('these cases are only counted')
}
const caseCount = storeConformance(notRun, { sharing: true }).length

describe('several isolates over one object', () => {
  beforeEach(async () => {
    workers = await startWorkers(ISOLATES, bindings)
  })
  afterEach(() => workers.close())

  test('what a shared store has to do, asked from an isolate', async () => {
    expect(JSON.parse(await ask(`${workers.isolates[0]}/conformance`))).toEqual({ cases: caseCount, failed: [] })
  })

  test('20 requests on each of several cold isolates: one login; and one refresh when the token is revoked', async () => {
    expect(await crowd(20)).toEqual(all(20, '200'))
    expect(acquisitions()).toEqual([1, 0])
    expect(new Set(await crowd(1, '/shop/token')).size).toBe(1)
    simulator.revokeAll()
    expect(await crowd(20)).toEqual(all(20, '200'))
    expect(acquisitions()).toEqual([1, 1])
    expect(await crowd(1, '/shop/store')).toEqual(all(1, 'durable-object working'))
  })

  test('isolates that wait for another one are told: no waiting token, and few questions', async () => {
    simulator.failNext('login', { kind: 'delay', ms: 2_000 })
    const started = performance.now()
    expect(new Set(await crowd(1, '/shop/token')).size).toBe(1)
    const { takeLease = 0 } = JSON.parse(await ask(`${workers.store}/asked`))
    // Told, each asks four times a second. Looking alone they would ask 19 times each in two seconds.
    const seconds = (performance.now() - started) / 1_000
    expect(takeLease).toBeLessThanOrEqual(ISOLATES * (4 * seconds + 3))
    expect(acquisitions()).toEqual([1, 0])
  })

  test('an object that is evicted all the time forgets nothing: one login, and no refresh token is sent twice', async () => {
    let over = false
    let evictions = 0
    const answered = async () => {
      const asked: Readonly<Record<string, number>> = JSON.parse(await ask(`${workers.store}/asked`))
      return Object.values(asked).reduce((sum, times) => sum + times, 0)
    }
    const evicting = (async () => {
      while (!over) {
        if ((await answered()) < ANSWERS) continue
        expect(await ask(`${workers.store}/end`)).toBe('ended')
        evictions++
      }
    })()
    expect(await crowd(10)).toEqual(all(10, '200'))
    expect(acquisitions()).toEqual([1, 0])
    simulator.revokeAll()
    expect(await crowd(10)).toEqual(all(10, '200'))
    over = true
    await evicting
    expect(evictions).toBeGreaterThan(1)
    expect(simulator.count('login')).toBe(1)
    expect(simulator.log.filter(({ endpoint, status }) => endpoint === 'refresh' && status !== 200)).toEqual([])
  })

  test('cold isolates after a restart of everything find the token that is stored', async () => {
    await crowd(1)
    await workers.restart()
    expect(await crowd(5)).toEqual(all(5, '200'))
    expect(acquisitions()).toEqual([1, 0])
  })

  test('nothing secret and no username is in what the object holds (failure mode 91)', async () => {
    const [token] = await crowd(1, '/shop/token')
    await expect.poll(() => ask(`${workers.store}/dump`), BUSY).toContain('v1.')
    const dump = await ask(`${workers.store}/dump`)
    for (const secret of [token as string, demoCredentials.username, demoCredentials.password])
      expect(dump).not.toContain(secret)
  })

  test('requests that were answered leave no timer behind: the object sleeps, and is never refused one more', async () => {
    await crowd(5)
    // Not as long as a timer that nobody stops would last.
    await expect.poll(() => ask(`${workers.store}/timers`), { timeout: 8_000 }).toBe('0')
  })

  test('another class at the binding is told from ours', async () => {
    expect(await ask(`${workers.isolates[0]}/stranger`)).toBe('WRONG_OBJECT')
  })
})

test('the Worker in the README serves 20 requests at once with one login, and again from a cold isolate', async () => {
  const worker = await startWorker(`${home}/test/.snippets/${readme.snippets[0]?.name}.ts`, bindings)
  onTestFinished(() => worker.close())
  const crowd = () => Promise.all(Array.from({ length: 20 }, () => fetch(`${worker.urlOf('alone')}/categories`)))
  expect((await crowd()).map(({ status }) => status)).toEqual(Array(20).fill(200))
  await worker.restart()
  expect((await crowd()).map(({ status }) => status)).toEqual(Array(20).fill(200))
  expect(acquisitions()).toEqual([1, 0])
})
