import { Queue, QueueEvents } from 'bullmq'
import { describe, expect, onTestFinished, test } from 'vitest'
import { redisIsMissing, startRedis } from '../../packages/store-redis/test/support/redis-server.ts'
import { post, sellsOnce, type Till, toldBy } from './sells-once.ts'
import { fileOf, freePort, openVendor, start } from './vendor.ts'

const overHttp =
  (port: string): Till =>
  async (order) =>
    toldBy(await fetch(`http://127.0.0.1:${port}/airtime`, post(order)))

test.each(['hono.ts', 'express.ts', 'fastify.ts'])('%s sells once, and says so where it did not', (name) =>
  sellsOnce(async (env) => {
    const PORT = await freePort()
    const server = start([fileOf(name)], { ...env, PORT })
    const answers = () => fetch(`http://127.0.0.1:${PORT}/`).then(Boolean, () => false)
    await server.until(answers)
    return overHttp(PORT)
  }),
)

// Node runs TypeScript, but no decorators.
test('nestjs.ts sells once, and says so where it did not', () =>
  sellsOnce(async (env) => {
    const PORT = await freePort()
    Object.assign(process.env, { ...env, PORT })
    const { app } = await import('../nestjs.ts')
    onTestFinished(() => app.close())
    return overHttp(PORT)
  }))

describe.skipIf(redisIsMissing('own'))('with Redis', () => {
  test('bullmq.ts buys what is in the queue, once however often it tries', async () => {
    const { simulator, env } = await openVendor()
    const redis = await startRedis()
    onTestFinished(() => redis.close())
    const connection = { url: redis.url }
    const [queue, events] = [new Queue('purchases', { connection }), new QueueEvents('purchases', { connection })]
    simulator.failNext('purchase', { kind: 'lose-answer' })
    const worker = start([fileOf('bullmq.ts')], { ...env, REDIS_URL: redis.url })
    const order = { mobileNumber: '+27821230045', amount: 25 }
    const job = await queue.add('airtime', order, { jobId: 'till-7', attempts: 2 })
    const local = await queue.add('airtime', { ...order, mobileNumber: '0821230045' }, { jobId: 'till-8', attempts: 2 })
    expect(await job.waitUntilFinished(events)).toMatch(/^[0-9a-f-]{36}$/)
    await expect(local.waitUntilFinished(events)).rejects.toThrow('+27')
    expect(simulator.charges).toMatchObject([{ merchantReference: 'till-7', amount: 25 }])
    expect(simulator.count('purchase')).toBe(2)
    await worker.end()
    await Promise.all([queue.close(), events.close()])
  })
})
