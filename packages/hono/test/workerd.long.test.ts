import { fileURLToPath } from 'node:url'
import { createSimulator, demoCredentials } from '@pagamio/simulator'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { startWorker, type Worker } from './support/workerd.ts'

const simulator = createSimulator({ latencyMs: 150 })
let baseUrl: string
const workers: Worker[] = []

beforeEach(async () => {
  baseUrl = (await simulator.listen()).url
})
afterEach(async () => {
  for (const worker of workers.splice(0)) await worker.close()
  await simulator.close()
})

/** A new process, so that nothing is warm; and Pagamio has seen nothing yet. */
async function startCold(): Promise<string> {
  simulator.reset()
  const worker = await startWorker(fileURLToPath(new URL('support/worker.ts', import.meta.url)), {
    PAGAMIO_BASE_URL: baseUrl,
    PAGAMIO_USERNAME: demoCredentials.username,
    PAGAMIO_PASSWORD: demoCredentials.password,
  })
  workers.push(worker)
  return worker.url
}

/** What a busy machine may take for what comes at once. */
const BUSY = { timeout: 20_000, interval: 10 }

const crowd = (url: string) =>
  Promise.all(
    Array.from({ length: 20 }, async () => {
      const response = await fetch(`${url}/categories`, { signal: AbortSignal.timeout(30_000) })
      return response.text()
    }),
  )
const served = Array(20).fill('200')
const acquisitions = () => [simulator.count('login'), simulator.count('refresh')]

describe.each([
  ['options of the request', 'options'],
  ['an instance of one’s own', 'own'],
])('on Workers, with %s', (_, source) => {
  test('20 requests at once on a cold isolate, twice: none hangs, one login; one refresh for 20 with a revoked token', async () => {
    for (const isolate of ['a cold isolate', 'another one']) {
      const url = `${await startCold()}/${source}`
      expect(await crowd(url), isolate).toEqual(served)
      expect(acquisitions(), isolate).toEqual([1, 0])
      simulator.revokeAll()
      expect(await crowd(url), isolate).toEqual(served)
      expect(acquisitions(), isolate).toEqual([1, 1])
      expect(simulator.count('categories', 'ok'), isolate).toBe(40)
    }
  })

  test('a request that answers before its acquisition is done keeps it alive: nobody has to come for it', async () => {
    const url = `${await startCold()}/${source}`
    expect(await (await fetch(`${url}/leave`)).text()).toBe('left')
    await expect.poll(() => simulator.count('login', 'ok'), BUSY).toBe(1)
    expect(await crowd(url)).toEqual(served)
    expect(acquisitions()).toEqual([1, 0])
  })
})
