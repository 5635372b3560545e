import { Queue, QueueEvents } from 'bullmq'
import { afterEach, describe, expect, onTestFinished, test } from 'vitest'
import { redisIsMissing, startRedis } from '../../packages/store-redis/test/support/redis-server.ts'
import { type Env, fileOf, freePort, openVendor, start } from './vendor.ts'

/** Sends an order to a till, and gives status and body of what it says. */
type Till = (order: object) => Promise<{ readonly status: number; readonly body: unknown }>

const outer = { ...process.env }
afterEach(() => {
  process.env = { ...outer }
})

const inHere = (env: Env): void => void Object.assign(process.env, env)
const init = (order: object): RequestInit => ({
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(order),
})
const told = async (answer: Response) => ({ status: answer.status, body: await answer.json() })
const overHttp =
  (port: string): Till =>
  async (order) =>
    told(await fetch(`http://127.0.0.1:${port}/airtime`, init(order)))

const asProcess = (name: string) => async (env: Env) => {
  const PORT = await freePort()
  const server = start([fileOf(name)], { ...env, PORT })
  await server.until(() =>
    fetch(`http://127.0.0.1:${PORT}/`).then(
      () => true,
      () => false,
    ),
  )
  return overHttp(PORT)
}

const tills: Readonly<Record<string, (env: Env) => Promise<Till>>> = {
  'hono.ts': asProcess('hono.ts'),
  'express.ts': asProcess('express.ts'),
  'fastify.ts': asProcess('fastify.ts'),
  async 'nestjs.ts'(env) {
    const PORT = await freePort()
    inHere({ ...env, PORT })
    const { app } = await import('../nestjs.ts')
    onTestFinished(() => app.close())
    return overHttp(PORT)
  },
  async 'nextjs-route.ts'(env) {
    inHere(env)
    const { POST } = await import('../nextjs-route.ts')
    return async (order) => told(await POST(new Request('http://till.test/airtime', init(order))))
  },
  async 'workers.ts'(env) {
    const { default: worker } = await import('../workers.ts')
    return async (order) => told(await worker.request('/airtime', init(order), env))
  },
  async 'lambda.ts'(env) {
    inHere(env)
    const { handler } = await import('../lambda.ts')
    return async (order) => {
      const { statusCode, body } = await handler({ body: JSON.stringify(order) })
      return { status: statusCode, body: JSON.parse(body) }
    }
  },
}

test.each(Object.keys(tills))('%s sells once, and says so where it did not', async (name) => {
  const { simulator, env } = await openVendor()
  const till = (await tills[name]?.(env)) as Till
  const order = { mobileNumber: '+27821230045', amount: 25, reference: 'till-7' }
  simulator.failNext('purchase', { kind: 'status', status: 503 })
  expect(await till(order)).toMatchObject({ status: 502, body: { reference: 'till-7' } })
  simulator.failNext('purchase', { kind: 'refusal', refusal: 'out-of-stock' })
  expect(await till(order)).toMatchObject({ status: 422, body: { successful: false, reference: 'till-7' } })
  for (const _ of ['once', 'again'])
    expect(await till(order)).toMatchObject({ status: 200, body: { successful: true, reference: 'till-7' } })
  simulator.revokeAll()
  expect((await till({ ...order, reference: 'till-8' })).status).toBe(200)
  expect(simulator.charges.map(({ merchantReference }) => merchantReference)).toEqual(['till-7', 'till-8'])
  expect([simulator.count('login'), simulator.count('refresh')]).toEqual([1, 1])
})

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
