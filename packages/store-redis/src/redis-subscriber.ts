import { type ListenForChanges, PagamioAuthError } from '@pagamio/auth-core'
import { Channel, type SubscriptionOf } from './channel.ts'
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

/** By connection: several stores may have the same one. */
const channels = new WeakMap<RedisSubscriber, Map<string, Channel>>()

/**
 * Listens on a channel by a connection of its own: one that has subscribed carries out no other commands.
 * @throws PagamioAuthError `invalid_options` for the store's own client, or one that cannot subscribe
 */
export function listenOn(subscriber: RedisSubscriber, client: RedisStoreClient, name: string): ListenForChanges {
  const { subscribe, unsubscribe } = (subscriber ?? {}) as Partial<IoredisSubscriber>
  if ((subscriber as unknown) === client || typeof subscribe !== 'function' || typeof unsubscribe !== 'function')
    throw new PagamioAuthError(
      'invalid_options',
      'Option "subscriber" should be a connection of its own: client.duplicate(), of ioredis or node-redis.',
    )
  const known = channels.get(subscriber) ?? new Map<string, Channel>()
  channels.set(subscriber, known)
  const channel = known.get(name) ?? new Channel(subscriptionTo(subscriber, name))
  known.set(name, channel)
  return (tell) => channel.listen(tell)
}

const subscriptionTo = (subscriber: RedisSubscriber, channel: string): SubscriptionOf =>
  'evalSha' in subscriber ? byNodeRedis(subscriber, channel) : byIoredis(subscriber, channel)

const byNodeRedis =
  (subscriber: NodeRedisSubscriber, channel: string): SubscriptionOf =>
  (tell) => ({
    begin: () => subscriber.subscribe(channel, tell),
    end: () => subscriber.unsubscribe(channel, tell),
  })

const byIoredis =
  (subscriber: IoredisSubscriber, channel: string): SubscriptionOf =>
  (tell) => {
    const listener = (on: string, message: string) => on === channel && tell(message)
    return {
      begin() {
        subscriber.on('message', listener)
        return subscriber.subscribe(channel)
      },
      end() {
        subscriber.off('message', listener)
        return subscriber.unsubscribe(channel)
      },
    }
  }
