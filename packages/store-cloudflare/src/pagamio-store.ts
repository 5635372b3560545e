import { type SharedTokenStore, SlotChanges } from '@pagamio/auth-core'
import { storeFromCas } from '@pagamio/store-cas'
import { ANSWER_HEADER, ANSWER_VERSION, type Method, methods, type Question } from './messages.ts'
import { objectRows, removeOver } from './object-rows.ts'
import type { ObjectState } from './object-types.ts'

/** With the way there and back, less than the half second that the core gives a store. */
const TOLD_WITHIN_MS = 250
const changesSlot: ReadonlySet<Method> = new Set(['setIfNewer', 'delete', 'releaseLease'])
const TIDY_EVERY_MS = 24 * 3_600_000

/**
 * The Durable Object that decides for all isolates which one acquires, which one may call, and which token is the
 * newest. Export it from your Worker and bind it; it needs SQLite storage (`new_sqlite_classes`). Its texts are
 * encrypted, and its names are hashes.
 * @example
 * export { PagamioStore } from '@pagamio/store-cloudflare'
 */
export class PagamioStore {
  readonly #state: ObjectState
  readonly #store: SharedTokenStore
  readonly #changes = new SlotChanges()
  #tidies = false

  constructor(state: ObjectState) {
    this.#state = state
    this.#store = storeFromCas(objectRows(state))
  }

  /** Answers the isolates' {@link durableStore}; nothing else asks. */
  async fetch(request: Request): Promise<Response> {
    const { method, name, about } = (await request.json()) as Question
    if (!methods.includes(method)) return new Response(undefined, { status: 400 })
    await this.#tidyOnceADay()
    // The object's own storage answers at once: nothing has to be called off. A timer for each request would keep the object
    // awake, and would be refused with the ten thousandth.
    const call = { signal: new AbortController().signal }
    // Of a shape that the isolate's own types have seen to.
    const ask = this.#store[method] as (...values: unknown[]) => Promise<unknown>
    const answer = await (method === 'get' ? ask(name, call) : ask(name, about, call))
    if (changesSlot.has(method)) this.#changes.tell(name)
    // Another isolate acquires: told when it is done, this one need not ask again and again.
    if (method === 'takeLease' && answer === false) await this.#changes.next(name, TOLD_WITHIN_MS)
    return Response.json({ answer }, { headers: { [ANSWER_HEADER]: ANSWER_VERSION } })
  }

  async alarm(): Promise<void> {
    removeOver(this.#state)
    await this.#state.storage.setAlarm(Date.now() + TIDY_EVERY_MS)
  }

  async #tidyOnceADay(): Promise<void> {
    if (this.#tidies) return
    this.#tidies = true
    const { storage } = this.#state
    if ((await storage.getAlarm()) === null) await storage.setAlarm(Date.now() + TIDY_EVERY_MS)
  }
}
