import { expect, test } from 'vitest'
import { rejection, scene } from '../support/scene.ts'

test('callers who have left leave nothing behind while an acquisition waits for an hour (failure mode 133)', async () => {
  const { auth, clock, simulator } = scene()
  simulator.failNext('login', { kind: 'status', status: 429, headers: { 'retry-after': '3600' } })
  auth.getToken({ timeoutMs: 7_200_000 }).catch(() => {})
  await clock.advance(0)
  const ask = async (times: number) => {
    for (let n = 0; n < times; n++)
      expect((await rejection(auth.getToken({ timeoutMs: 1_000 }))).code).toBe('rate_limited')
  }
  const heap = () => {
    globalThis.gc?.()
    globalThis.gc?.()
    return process.memoryUsage().heapUsed
  }
  await ask(5_000)
  const before = heap()
  await ask(20_000)
  // Without the collector at hand there is nothing to measure but the work itself.
  if (globalThis.gc) expect((heap() - before) / 20_000).toBeLessThan(100)
  expect(auth.status().waiting).toBe(1)
  expect(clock.pendingTimers).toBeLessThan(5)
})

test('callers who waited, and left at their own time, leave no timer and no listener behind', async () => {
  const { auth, clock, simulator } = scene()
  simulator.failNext('login', { kind: 'hang' })
  auth.getToken({ timeoutMs: 25_000 }).catch(() => {})
  await clock.advance(0)
  const { signal } = new AbortController()
  let listeners = 0
  const { addEventListener, removeEventListener } = signal
  signal.addEventListener = (...given: Parameters<typeof addEventListener>) => {
    listeners++
    return addEventListener.apply(signal, given)
  }
  signal.removeEventListener = (...given: Parameters<typeof removeEventListener>) => {
    listeners--
    return removeEventListener.apply(signal, given)
  }
  const timers = clock.pendingTimers
  const waiting = Array.from({ length: 500 }, (_, n) => rejection(auth.getToken({ signal, timeoutMs: 10 + n })))
  expect(listeners).toBeGreaterThan(0)
  await clock.advance(1_000)
  expect(new Set((await Promise.all(waiting)).map(({ code }) => code))).toEqual(new Set(['timeout']))
  expect([clock.pendingTimers - timers, listeners, auth.status().waiting]).toEqual([0, 0, 1])
})

test('callers of one turn who ask for nothing special wait together, and count one by one', async () => {
  const { auth, clock, simulator } = scene({ simulator: { latencyMs: 100 } })
  const together = Array.from({ length: 100 }, () => auth.getToken())
  expect(new Set(together).size).toBe(1)
  expect(auth.status().waiting).toBe(100)
  await clock.advance(50)
  const later = auth.getToken()
  expect(together).not.toContain(later)
  expect(auth.status().waiting).toBe(101)
  await clock.advance(50)
  expect((await later).value).toBe((await together[0])?.value)
  expect(simulator.count('login')).toBe(1)
})

test('callers of one turn hear of what happens in that turn: new credentials, a closed instance', async () => {
  const { auth, clock, simulator } = scene({ simulator: { latencyMs: 100 } })
  const before = auth.getToken()
  auth.setCredentials({ username: 'demo', password: 'wrong' })
  const after = rejection(auth.getToken())
  const waited = rejection(before)
  await clock.advance(1_000)
  expect([(await after).code, (await waited).code]).toEqual(['invalid_credentials', 'invalid_credentials'])
  await auth.close()
  expect((await rejection(auth.getToken())).code).toBe('closed')
  expect(simulator.count('login')).toBe(1)
})
