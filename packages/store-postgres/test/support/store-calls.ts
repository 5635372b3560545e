import { randomUUID } from 'node:crypto'
import { permitKey, type SharedTokenStore, type StoreCall } from '@pagamio/auth-core'
import { PostgresStoreError } from '../../src/index.ts'

export const call: StoreCall = { signal: new AbortController().signal }
const ORIGIN = 'https://api.shop.example'
export const LOGIN = permitKey(ORIGIN, 'login')

export const entry = (generation: number, ttlMs = 60_000) => ({
  text: `text-SECRET-${generation}`,
  generation,
  ttlMs,
})
export const ask = () => ({ id: randomUUID(), limit: 5, windowMs: 60_000, callMs: 30_000, placeMs: 15_000 })
export const lease = { owner: 'owner', ttlMs: 10_000 }

/** Each method once. */
export const everyCall = (
  store: SharedTokenStore,
  during: StoreCall = call,
): Readonly<Record<Exclude<keyof SharedTokenStore, 'kind'>, Promise<unknown>>> => ({
  get: store.get('slot', during),
  setIfNewer: store.setIfNewer('slot', entry(2), during),
  delete: store.delete('slot', { generation: 1 }, during),
  takeLease: store.takeLease('slot', lease, during),
  releaseLease: store.releaseLease('slot', lease, during),
  takePermit: store.takePermit(LOGIN, ask(), during),
  settlePermit: store.settlePermit(LOGIN, { id: 'id', outcome: 'success', closedForMs: 0 }, during),
})

/** What each method says: `ok`, or the code of its rejection. */
export async function codes(calls: Readonly<Record<string, Promise<unknown>>>): Promise<Record<string, unknown>> {
  const said = Object.entries(calls).map(async ([name, promise]) => [
    name,
    await promise.then(
      () => 'ok',
      (error) => (error instanceof PostgresStoreError ? error.code : (error?.name ?? error)),
    ),
  ])
  return Object.fromEntries(await Promise.all(said))
}

export const codesOf = async (store: SharedTokenStore, during: StoreCall = call) =>
  new Set(Object.values(await codes(everyCall(store, during))))
