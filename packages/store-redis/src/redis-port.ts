import { PagamioAuthError } from '@pagamio/auth-core'

/** What the store needs of a Redis client. `signal` aborts when the answer is no longer needed. */
export interface RedisPort {
  set(key: string, value: string, ttlMs: number, signal: AbortSignal): Promise<unknown>
  evalSha(sha1: string, keys: readonly string[], args: readonly string[], signal: AbortSignal): Promise<unknown>
  eval(source: string, keys: readonly string[], args: readonly string[], signal: AbortSignal): Promise<unknown>
}

/** `Redis` and `Cluster` of ioredis, as far as they are used here. */
export interface IoredisClient {
  set(key: string, value: string, unit: 'PX', ttlMs: number): Promise<unknown>
  evalsha(sha1: string, numberOfKeys: number, ...keysAndArgs: string[]): Promise<unknown>
  eval(source: string, numberOfKeys: number, ...keysAndArgs: string[]): Promise<unknown>
}

interface NodeRedisCommands {
  // biome-ignore lint/suspicious/noExplicitAny: the majors say a time to live in two ways
  set(key: string, value: string, options: any): Promise<unknown>
  evalSha(sha1: string, options: { keys: string[]; arguments: string[] }): Promise<unknown>
  eval(source: string, options: { keys: string[]; arguments: string[] }): Promise<unknown>
}

/** What `createClient`, `createCluster`, `createSentinel` and `createClientPool` of node-redis give, as far as used here. */
export interface NodeRedisClient extends NodeRedisCommands {
  /** From node-redis 5 on. */
  // biome-ignore lint/suspicious/noExplicitAny: the client's own type, with all its parameters
  withCommandOptions?(options: any): any
}

/** `Redis` of @upstash/redis, which speaks HTTP, as far as it is used here. */
export interface UpstashClient {
  set(key: string, value: string, options: { px: number }): Promise<unknown>
  evalsha(sha1: string, keys: string[], args: string[]): Promise<unknown>
  eval(source: string, keys: string[], args: string[]): Promise<unknown>
  createScript(source: string): unknown
}

export type RedisStoreClient = IoredisClient | NodeRedisClient | UpstashClient

/**
 * Speaks to the client that the user has. Commands are called by their typed names, so that a `keyPrefix`, routing in a
 * cluster and failover work as for the user's own; nothing is set on the client, listened to, or closed.
 */
export function redisPort(client: RedisStoreClient): RedisPort {
  if (has(client, 'evalSha')) return nodeRedisPort(client as NodeRedisClient)
  if (has(client, 'evalsha') && has(client, 'createScript')) return upstashPort(client as UpstashClient)
  // The package "redis" up to 3 has it too, and answers by callbacks.
  if (has(client, 'evalsha') && !has(client, 'internal_send_command')) return ioredisPort(client as IoredisClient)
  throw new PagamioAuthError(
    'invalid_options',
    'Option "client" should be a client of ioredis 5 or later, of node-redis 4 or later (the package "redis"), or of @upstash/redis.',
  )
}

const has = (client: unknown, method: string) =>
  typeof (client as Record<string, unknown> | null | undefined)?.[method] === 'function'

/** A command that this client has queued cannot be taken back; the store stops waiting for it. */
function ioredisPort(client: IoredisClient): RedisPort {
  return {
    set: (key, value, ttlMs) => client.set(key, value, 'PX', ttlMs),
    evalSha: (sha1, keys, args) => client.evalsha(sha1, keys.length, ...keys, ...args),
    eval: (source, keys, args) => client.eval(source, keys.length, ...keys, ...args),
  }
}

/**
 * The signal takes a command back that has not left yet. Replies come as strings, whatever the client maps them to.
 * node-redis 4 can do neither, and maps nothing by itself.
 */
function nodeRedisPort(client: NodeRedisClient): RedisPort {
  const until = (signal: AbortSignal): NodeRedisCommands =>
    client.withCommandOptions?.({ abortSignal: signal, typeMapping: {} }) ?? client
  const lifetime = (value: number) =>
    client.withCommandOptions ? { expiration: { type: 'PX', value } } : { PX: value }
  return {
    // SET and not PSETEX, whose value the client's tracing prints.
    set: (key, value, ttlMs, signal) => until(signal).set(key, value, lifetime(ttlMs)),
    evalSha: (sha1, keys, args, signal) => until(signal).evalSha(sha1, { keys: [...keys], arguments: [...args] }),
    eval: (source, keys, args, signal) => until(signal).eval(source, { keys: [...keys], arguments: [...args] }),
  }
}

/**
 * Each command is a request of its own, or one of several in a request, and cannot be taken back. The client reads what looks
 * like JSON: values never do, and digits are read as well.
 */
function upstashPort(client: UpstashClient): RedisPort {
  const answered = (work: Promise<unknown>) =>
    work.catch((error: unknown) => {
      // In front of the server's own words, where commands were sent together.
      throw error instanceof Error
        ? Object.assign(error, { message: error.message.replace(/^Command failed: /, '') })
        : error
    })
  return {
    set: (key, value, ttlMs) => answered(client.set(key, value, { px: ttlMs })),
    evalSha: (sha1, keys, args) => answered(client.evalsha(sha1, [...keys], [...args])),
    eval: (source, keys, args) => answered(client.eval(source, [...keys], [...args])),
  }
}
