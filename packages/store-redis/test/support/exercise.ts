import type { SharedTokenStore } from '@pagamio/auth-core'
import { expect } from 'vitest'
import { ask, call, entry, LOGIN, lease } from './store-calls.ts'

/** Each method once or twice, and what it answers: whether a client speaks to the server as the store expects. */
export async function exercise(store: SharedTokenStore): Promise<void> {
  const generation = Number.MAX_SAFE_INTEGER
  const text = `€ 😀 "\\ ${'x'.repeat(5_000)}`
  expect(await store.get('slot', call)).toBeUndefined()
  expect(await store.setIfNewer('slot', { ...entry(generation), text }, call)).toBe(true)
  expect(await store.setIfNewer('slot', entry(generation - 1), call)).toBe(false)
  expect(await store.get('slot', call)).toEqual({ text, generation, ageMs: expect.any(Number) })
  await store.delete('slot', { generation: generation - 1 }, call)
  expect(await store.get('slot', call)).toMatchObject({ generation })
  await store.delete('slot', { generation }, call)
  expect(await store.get('slot', call)).toBeUndefined()

  expect(await store.takeLease('slot', lease, call)).toBe(true)
  expect(await store.takeLease('slot', { ...lease, owner: 'other' }, call)).toBe(false)
  await store.releaseLease('slot', lease, call)
  expect(await store.takeLease('slot', { ...lease, owner: 'other' }, call)).toBe(true)

  const [first, second] = [ask(), ask()].map((one) => ({ ...one, limit: 1 })) as [PermitAsk, PermitAsk]
  expect(await store.takePermit(LOGIN, first, call)).toEqual({ retryAfterMs: 0, closings: 0 })
  const settlement = { id: first.id, outcome: 'closed', closedForMs: 60_000 } as const
  await store.settlePermit(LOGIN, settlement, call)
  const refused = await store.takePermit(LOGIN, second, call)
  expect(refused.closings).toBe(1)
  expect(refused.retryAfterMs).toBeGreaterThan(0)
  expect(refused.retryAfterMs).toBeLessThanOrEqual(60_000)
}

type PermitAsk = Parameters<SharedTokenStore['takePermit']>[1]
