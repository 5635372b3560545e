import { PagamioAuthError, type SharedTokenStore, type StoreCall, untilAborted } from '@pagamio/auth-core'
import { ANSWER_HEADER, ANSWER_VERSION, type Question } from './messages.ts'
import type { ObjectNamespace } from './object-types.ts'

export interface DurableStoreOptions {
  /**
   * Which object: everything in a group shares tokens and limits. Use one group for each IP address, or for each
   * Pagamio environment.
   * @default 'pagamio'
   */
  readonly group?: string | undefined
}

/** Of each binding, by group. */
const stores = new WeakMap<object, Map<string, SharedTokenStore>>()

/**
 * A store that all isolates share, in the bound Durable Object {@link PagamioStore}. The same binding and group always
 * return the same store, so you may call it in each request.
 *
 * A call rejects with the platform's error, with the code `WRONG_OBJECT` if another class is bound, or with its
 * signal's reason as soon as the signal aborts.
 * @throws PagamioAuthError `invalid_options` if the binding is not one of a Durable Object, or `group` is no string
 * @example
 * app.use(pagamio((c) => ({ ...optionsFromEnv(c.env), store: durableStore(c.env.PAGAMIO) })))
 */
export function durableStore(binding: ObjectNamespace, options: DurableStoreOptions = {}): SharedTokenStore {
  const { group = 'pagamio' } = options
  if (typeof binding?.idFromName !== 'function' || typeof binding.get !== 'function')
    throw new PagamioAuthError(
      'invalid_options',
      'Option "binding" should be a Durable Object namespace: export PagamioStore, and bind it in wrangler.jsonc as durable_objects.',
    )
  if (typeof group !== 'string' || group === '')
    throw new PagamioAuthError('invalid_options', 'Option "group" should be a string with something in it.')
  const groups = stores.get(binding) ?? new Map<string, SharedTokenStore>()
  stores.set(binding, groups)
  const store = groups.get(group) ?? storeOver(binding, group)
  groups.set(group, store)
  return store
}

function storeOver(binding: ObjectNamespace, group: string): SharedTokenStore {
  async function ask<T>({ signal }: StoreCall, question: Question): Promise<T> {
    const init = { method: 'POST', body: JSON.stringify(question), signal }
    // A stub belongs to the request that made it, and is of no use any more once it has failed.
    const send = () => binding.get(binding.idFromName(group)).fetch('https://pagamio-store.invalid/', init)
    return untilAborted(signal, async () => {
      const response = await send().catch((error: unknown) => {
        if (!mayBeSentAgain(error)) throw error
        return send()
      })
      if (!response.ok || response.headers.get(ANSWER_HEADER) !== ANSWER_VERSION) {
        await response.text()
        throw wrongObject(response.status)
      }
      return ((await response.json()) as { readonly answer: T }).answer
    })
  }
  return {
    kind: 'durable-object',
    get: async (name, call) => (await ask(call, { method: 'get', name })) ?? undefined,
    setIfNewer: (name, about, call) => ask(call, { method: 'setIfNewer', name, about }),
    delete: (name, about, call) => ask(call, { method: 'delete', name, about }),
    takeLease: (name, about, call) => ask(call, { method: 'takeLease', name, about }),
    releaseLease: (name, about, call) => ask(call, { method: 'releaseLease', name, about }),
    takePermit: (name, about, call) => ask(call, { method: 'takePermit', name, about }),
    settlePermit: (name, about, call) => ask(call, { method: 'settlePermit', name, about }),
  }
}

/** The platform's word for what has not reached the object, or an object that was moved; a busy one is left alone. */
function mayBeSentAgain(error: unknown): boolean {
  const { retryable, overloaded } = (error ?? {}) as { readonly retryable?: unknown; readonly overloaded?: unknown }
  return retryable === true && overloaded !== true
}

const wrongObject = (status: number) =>
  Object.assign(
    new Error(
      `The Durable Object answered ${status}, and not as PagamioStore of this version does: bind that class, with new_sqlite_classes.`,
    ),
    { code: 'WRONG_OBJECT' },
  )
