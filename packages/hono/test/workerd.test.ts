import { createSimulator, demoCredentials } from '@pagamio/simulator'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { startWorker } from './support/workerd.ts'

const simulator = createSimulator({ latencyMs: 150 })
let worker: Awaited<ReturnType<typeof startWorker>>

describe('on Workers', () => {
  beforeEach(async () => {
    const { url: baseUrl } = await simulator.listen()
    simulator.reset()
    worker = await startWorker({ baseUrl, ...demoCredentials })
  })
  afterEach(async () => {
    await worker.close()
    await simulator.close()
  })

  const crowd = () =>
    Promise.all(
      Array.from({ length: 20 }, async () => {
        const response = await fetch(`${worker.url}/categories`, { signal: AbortSignal.timeout(15_000) })
        return response.text()
      }),
    )

  test('20 requests at once on a cold isolate, twice: none hangs, one login', async () => {
    expect(await crowd()).toEqual(Array(20).fill('200'))
    expect(simulator.count('login')).toBe(1)
    expect(await crowd()).toEqual(Array(20).fill('200'))
    expect(simulator.count()).toBe(1 + 40)
  })

  test('a request that answers before its acquisition is done keeps it alive: the next one has the token', async () => {
    expect(await (await fetch(`${worker.url}/leave`)).text()).toBe('left')
    expect(await crowd()).toEqual(Array(20).fill('200'))
    expect(simulator.count('login')).toBe(1)
  })
})
