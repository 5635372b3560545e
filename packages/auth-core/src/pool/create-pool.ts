import type { Merchant } from '../acquire/merchant.ts'
import { assembleAuth, commonOf, newMerchant, rulesOf } from '../create-auth.ts'
import { invalidOption, PagamioAuthError } from '../errors/errors.ts'
import { Listeners } from '../observe/events.ts'
import { isUsable } from '../observe/status.ts'
import { STEPS, type StepSource } from '../observe/step-source.ts'
import { storeStatus } from '../observe/store-status.ts'
import { resolveOptions } from '../options/options.ts'
import { makeAKey } from '../options/store-key.ts'
import type { PagamioAuth } from '../pagamio-auth.ts'
import { awaited } from '../platform/awaited.ts'
import { momentOf } from '../platform/clock.ts'
import { own } from '../platform/own.ts'
import { Turns } from '../platform/turns.ts'
import type { Rules, State } from '../token/state.ts'
import { CALL_DEADLINE_MS } from '../token/steps.ts'
import { InstanceCache } from './instance-cache.ts'
import { latePool } from './late-pool.ts'
import type { PagamioAuthPool, PagamioAuthPoolOptions } from './pagamio-auth-pool.ts'
import { merchantBook } from './pooled-merchant.ts'

/** So many merchants renew at moments of their own. */
const JITTERS = 256
/** A renewal comes five minutes before the end of thirty. */
const MINUTES_PER_RENEWAL = 25

/**
 * Tokens for any number of merchants behind one address. If many start without a token, they are served in the order of
 * asking, five logins a minute. Each merchant has one place in the line, however many calls it has.
 * @param options or a function that returns them, as for `createPagamioAuth`. It is called when you first ask for a
 *   merchant or the status
 * @throws PagamioAuthError `invalid_options` or `insecure_url`; a store needs the `key` option here, because deriving a
 *   key from each merchant's password costs 14 ms of processor time
 * @example
 * const pool = createPagamioAuthPool({ environment: 'sandbox', credentialsFor: (merchant) => vault.read(merchant) })
 * const response = await pool.for('M-1001').fetch('/products/categories')
 */
export function createPagamioAuthPool(
  options: PagamioAuthPoolOptions | (() => PagamioAuthPoolOptions),
): PagamioAuthPool {
  return typeof options === 'function' ? latePool(options, makePool) : makePool(options, [])
}

function makePool(options: PagamioAuthPoolOptions, audiences: readonly Listeners[]): PagamioAuthPool & StepSource {
  const { credentialsFor, maxIdle = 10_000, ...shared } = own(options ?? {})
  if (typeof credentialsFor !== 'function')
    throw invalidOption('credentialsFor', 'should be a function from a merchant to username and password')
  if (!(maxIdle >= 1)) throw invalidOption('maxIdle', 'should be a number of at least 1')
  if (shared.store && shared.key === undefined)
    throw invalidOption('key', `is needed where a pool has a store: ${makeAKey}`)
  const resolved = resolveOptions({ ...shared, credentials: () => Promise.reject(new Error('no merchant')) })
  const { clock, budget, baseUrl, store, random } = resolved
  const listeners = new Listeners()
  const pool = { closed: false }
  // Of thousands of merchants that are asked for at once, some at a time: the event loop has other work too.
  const common = { ...commonOf(resolved, [listeners, ...audiences]), pool, turns: new Turns(clock) }
  // One set of rules for each merchant would take 64 bytes each.
  const rules = new Map<number, Rules>()
  const drawRules = (): Rules => {
    const drawn = Math.floor(random() * JITTERS)
    const known = rules.get(drawn) ?? rulesOf(resolved, drawn / JITTERS)
    rules.set(drawn, known)
    return known
  }

  const merchants = new InstanceCache<Merchant, PagamioAuth>(maxIdle, {
    know: () => newMerchant(drawRules(), resolved.credentials),
    make: (name, merchant) => assembleAuth(resolved, common, merchant, async (call) => credentialsFor(name, call)),
    isBusy: ({ state }) => state.flight !== undefined,
  })
  const seen = merchantBook(baseUrl.origin, (name) => merchants.look(name)?.status())

  const closeAll = () => {
    pool.closed = true
    const turns = new Turns(clock)
    const inTurn = (auth: PagamioAuth) => new Promise<void>((resolve) => turns.take(() => resolve(auth.close())))
    // The last of a line first: no merchant moves up that is to leave too.
    return awaited(clock, CALL_DEADLINE_MS, Promise.all(merchants.clear().reverse().map(inTurn)))
  }
  let closing: Promise<unknown> | undefined
  const close = async () => {
    closing ??= closeAll()
    await closing
  }

  return {
    for: (merchant) => {
      if (typeof merchant !== 'string' || merchant === '') throw invalidOption('merchant', 'should be a name')
      if (pool.closed) throw new PagamioAuthError('closed', 'This pool was closed.')
      return merchants.get(merchant)
    },

    status: () => {
      const now = momentOf(clock)
      const states = merchants.known().map(({ state }) => state)
      const count = (what: (state: State) => boolean) => states.filter(what).length
      const endpoint = (name: 'login' | 'refresh') => budget.endpoint(baseUrl.origin, name).status()
      const refresh = endpoint('refresh')
      const usable = count((state) => isUsable(state, now))
      const inTrouble = count(({ backoff, refused }) => backoff !== undefined || refused !== undefined)
      return {
        at: now.wall,
        closed: pool.closed,
        environment: baseUrl.host,
        merchants: states.length,
        usable,
        acquiring: count(({ flight }) => flight !== undefined),
        inTrouble,
        health: inTrouble === 0 ? 'up' : usable > 0 || inTrouble < states.length ? 'degraded' : 'down',
        sustainable: refresh.limit * MINUTES_PER_RENEWAL,
        budget: { login: endpoint('login'), refresh },
        store: storeStatus(store, common.store.circuit?.health),
      }
    },

    merchants: () => merchants.named().map(([name, merchant]) => seen(name, merchant)),
    subscribe: listeners.subscribe,
    [STEPS]: { listeners, merchants: () => merchants.known() },
    close,
    [Symbol.asyncDispose]: close,
  }
}
