export type { IoredisClient, NodeRedisClient, RedisStoreClient, UpstashClient } from './redis-port.ts'
export { type RedisStoreOptions, redisStore } from './redis-store.ts'
export { RedisStoreError } from './redis-store-error.ts'
export type { IoredisSubscriber, NodeRedisSubscriber, RedisSubscriber } from './redis-subscriber.ts'
