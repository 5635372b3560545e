import { type ListenForChanges, PagamioAuthError } from '@pagamio/auth-core'
import type { RedisStoreClient } from './redis-port.ts'

/** `Redis` and `Cluster` of ioredis, as far as they listen. */
export interface IoredisSubscriber {
  subscribe(channel: string): Promise<unknown>
  unsubscribe(channel: string): Promise<unknown>
  on(event: 'message', listener: (channel: string, message: string) => void): unknown
  off(event: 'message', listener: (channel: string, message: string) => void): unknown
}

/** The clients of node-redis, as far as they listen. */
export interface NodeRedisSubscriber {
  evalSha: unknown
  subscribe(channel: string, listener: (message: string) => void): Promise<unknown>
  unsubscribe(channel: string, listener: (message: string) => void): Promise<unknown>
}

export type RedisSubscriber = IoredisSubscriber | NodeRedisSubscriber

/**
 * Listens on a channel by a connection of its own: one that has subscribed carries out no other commands.
 * @throws PagamioAuthError `invalid_options` for the store's own client, or one that cannot subscribe
 */
export function listenOn(subscriber: RedisSubscriber, client: RedisStoreClient, channel: string): ListenForChanges {
  const { subscribe, unsubscribe } = (subscriber ?? {}) as Partial<IoredisSubscriber>
  if ((subscriber as unknown) === client || typeof subscribe !== 'function' || typeof unsubscribe !== 'function')
    throw new PagamioAuthError(
      'invalid_options',
      'Option "subscriber" should be a connection of its own: client.duplicate(), of ioredis or node-redis.',
    )
  return 'evalSha' in subscriber ? byNodeRedis(subscriber, channel) : byIoredis(subscriber, channel)
}

const byNodeRedis =
  (subscriber: NodeRedisSubscriber, channel: string): ListenForChanges =>
  async (tell) => {
    await subscriber.subscribe(channel, tell)
    return () => subscriber.unsubscribe(channel, tell)
  }

const byIoredis =
  (subscriber: IoredisSubscriber, channel: string): ListenForChanges =>
  async (tell) => {
    const listener = (on: string, message: string) => on === channel && tell(message)
    const leave = () => subscriber.off('message', listener)
    subscriber.on('message', listener)
    try {
      await subscriber.subscribe(channel)
    } catch (error) {
      leave()
      throw error
    }
    return () => {
      leave()
      return subscriber.unsubscribe(channel)
    }
  }
