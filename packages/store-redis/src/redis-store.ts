import {
  PagamioAuthError,
  type PermitAnswer,
  type SharedTokenStore,
  type StoreCall,
  untilAborted,
  untilTold,
} from '@pagamio/auth-core'
import { keysUnder } from './keys.ts'
import { releaseLease, takeLease } from './lease-scripts.ts'
import { permitScripts } from './permit-scripts.ts'
import { type RedisStoreClient, redisPort } from './redis-port.ts'
import { RedisStoreError, withoutDetails } from './redis-store-error.ts'
import { listenOn, type RedisSubscriber } from './redis-subscriber.ts'
import { runScript, type Script } from './script.ts'
import { deleteToken, publishToken, readToken, slotValue, storedText } from './token-scripts.ts'

export interface RedisStoreOptions {
  /**
   * What the names of all keys begin with; the rest of them is hashed. Fleets that should not share tokens, leases and
   * limits need different ones. A `keyPrefix` of the client comes before it.
   * @default 'pagamio:'
   */
  readonly prefix?: string | undefined
  /**
   * A connection of its own, by which a process that waits for another one's token is told when it is there. Without it
   * the process looks 14 times in the first second, and then three times a second. All processes that share need it,
   * because one that has none tells nobody. It subscribes while a caller waits; close it as you close the client. Several
   * stores may have the same one.
   * @default undefined: nobody is told
   * @example redisStore(redis, { subscriber: redis.duplicate() })
   */
  readonly subscriber?: RedisSubscriber | undefined
}

/** How long a text waits for its script: longer than anybody waits for both. */
const STAGED_MS = 10_000

/**
 * Machines share tokens, leases and the limits of the token endpoint through Redis (6.2 or later) or Valkey:
 * standalone, Sentinel or Cluster. The client stays yours: connect, configure and close it as you like, and use it for
 * other things too. Ages, lifetimes and windows are counted on the server's clock.
 *
 * A call rejects with a {@link RedisStoreError}, or with its signal's reason as soon as the signal aborts, whatever
 * server and client do. The caller decides how long to wait: the core's rules are in `docs/how-it-works.md`.
 * @param client of ioredis 5 or 6 (`Redis`, `Cluster`), of node-redis 4 to 6 (`createClient`, `createCluster`,
 *   `createSentinel`, `createClientPool`), or of `@upstash/redis` over HTTP
 * @throws PagamioAuthError `invalid_options` for a client of another kind, a `prefix` that is no string or has `{}` in it, or
 *   a `subscriber` that is the client itself or cannot subscribe
 * @example
 * const pagamio = createPagamioAuth({ ...optionsFromEnv(), store: redisStore(new Redis(process.env.REDIS_URL)) })
 */
export function redisStore(client: RedisStoreClient, options: RedisStoreOptions = {}): SharedTokenStore {
  const { prefix = 'pagamio:', subscriber } = options
  const port = redisPort(client)
  const keys = keysUnder(validPrefix(prefix))
  const told = subscriber === undefined ? undefined : untilTold(listenOn(subscriber, client, keys.changes))
  /** Where to tell of a lease that ends. */
  const telling = (lease: string) => (told ? [keys.changes, lease] : ['', ''])
  const permits = permitScripts()

  const run = (call: StoreCall, script: Script, names: string[], args: readonly (string | number)[] = []) =>
    carriedOut(call, () => runScript(port, script, names, args, call.signal))

  return {
    kind: 'redis',

    async get(slot, call) {
      return storedText(await run(call, readToken, [keys.token(slot)]))
    },

    setIfNewer(slot, { text, generation, ttlMs, replaces = '', releases = '' }, call) {
      const { signal } = call
      const staged = keys.staged(slot)
      const lifeMs = whole(ttlMs, 1)
      return carriedOut(call, async () => {
        await port.set(staged, slotValue(text, generation, lifeMs), STAGED_MS, signal)
        signal.throwIfAborted()
        const published = await runScript(
          port,
          publishToken,
          [keys.token(slot), staged, keys.lease(slot)],
          [generation, lifeMs, replaces, releases, ...telling(keys.lease(slot))],
          signal,
        )
        if (Number(published) < 0) throw new RedisStoreError('EVICTED', 'Redis lost a text that was just written.')
        return Number(published) === 1
      })
    },

    async delete(slot, { generation }, call) {
      await run(call, deleteToken, [keys.token(slot)], [generation])
    },

    async takeLease(slot, { owner, ttlMs }, call) {
      const askedAt = performance.now()
      const lease = keys.lease(slot)
      const given = Number(await run(call, takeLease, [lease], [owner, whole(ttlMs, 1)])) === 1
      // Another process acquires: told when it is done, this one need not look again and again.
      if (!given && told) await untilAborted(call.signal, () => told(lease, askedAt))
      return given
    },

    async releaseLease(slot, { owner }, call) {
      const lease = keys.lease(slot)
      await run(call, releaseLease, [lease], [owner, ...telling(lease)])
    },

    async takePermit(key, { id, deadlineMs, limit, windowMs, callMs, placeMs }, call) {
      const numbers = [Math.max(1, Math.floor(limit)), whole(windowMs), whole(callMs), whole(placeMs)]
      const args = [id, deadlineMs === undefined ? '' : whole(deadlineMs, -MOST), ...numbers]
      return permitAnswer(await run(call, permits.take, [keys.calls(key)], args))
    },

    async settlePermit(key, { id, outcome, closedForMs }, call) {
      await run(call, permits.settle, [keys.calls(key)], [id, outcome, whole(closedForMs)])
    },
  }
}

/** A command that is carried out late changes nothing: older generations are refused, leases and permits end by themselves. */
const carriedOut = <T>({ signal }: StoreCall, work: () => Promise<T>): Promise<T> =>
  untilAborted(signal, () =>
    work().catch((error: unknown) => {
      throw withoutDetails(error)
    }),
  )

/** `{}` at the front would leave keys without a hash tag, and those of a slot on different nodes of a cluster. */
function validPrefix(prefix: unknown): string {
  if (typeof prefix === 'string' && !prefix.includes('{}')) return prefix
  throw new PagamioAuthError('invalid_options', 'Option "prefix" should be a string without "{}" in it.')
}

const MOST = Math.floor(Number.MAX_SAFE_INTEGER / 1_000)

/** Redis knows whole milliseconds only, and would cut a wait of half of one to a grant. What is no number is short. */
const whole = (value: number, least = 0) => (value > least ? Math.ceil(Math.min(value, MOST)) : least)

const DIGITS = /^\d{1,16}$/

/** Digits, whatever type of reply the client makes of them: nothing else is a grant. */
function permitAnswer(reply: unknown): PermitAnswer {
  const [retryAfterMs, closings] = Array.isArray(reply) ? reply.map(String) : []
  if (!DIGITS.test(`${retryAfterMs}`) || !DIGITS.test(`${closings}`))
    throw new RedisStoreError('UNKNOWN', 'Redis gave an answer that is none.')
  return { retryAfterMs: Number(retryAfterMs), closings: Number(closings) }
}
