import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { permitKey, type SharedTokenStore, type StoreCall } from '@pagamio/auth-core'

export const call: StoreCall = { signal: new AbortController().signal }
/** As the core waits for a store. */
const PATIENCE_MS = 500
export const hurried = (): StoreCall => ({ signal: AbortSignal.timeout(PATIENCE_MS) })
/** For what a server answers, however busy the machine is. */
export const patient = (): StoreCall => ({ signal: AbortSignal.timeout(30_000) })
const ORIGIN = 'https://api.shop.example'
export const LOGIN = permitKey(ORIGIN, 'login')
export const REFRESH = permitKey(ORIGIN, 'refresh')

const SECRET_TEXT = 'text-SECRET'
export const entry = (generation: number, ttlMs = 60_000) => ({
  text: `${SECRET_TEXT}-${generation}`,
  generation,
  ttlMs,
})
export const ask = () => ({
  id: randomUUID(),
  limit: 5,
  windowMs: 60_000,
  callMs: 30_000,
  placeMs: 15_000,
})
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

/** What each method says: `ok`, or the code of the store's own error, or the name of another one. */
export async function codes(calls: Readonly<Record<string, Promise<unknown>>>): Promise<Record<string, unknown>> {
  const said = Object.entries(calls).map(async ([name, promise]) => [
    name,
    await promise.then(
      () => 'ok',
      (error) => (/StoreError$/.test(error?.name) ? error.code : (error?.name ?? error)),
    ),
  ])
  return Object.fromEntries(await Promise.all(said))
}

/** What all of them say. */
export const codesOf = async (store: SharedTokenStore, during: StoreCall = call) =>
  new Set(Object.values(await codes(everyCall(store, during))))

/** Asks again until everything answers, as it does by itself some time after the trouble is over. */
export async function healed(store: SharedTokenStore): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    const said = await codesOf(store, hurried())
    if (said.size === 1 && said.has('ok')) return
    if (attempt === 100) throw new Error(`The store does not heal: ${[...said]}`)
    await sleep(100)
  }
}
