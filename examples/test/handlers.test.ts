import { afterEach, test } from 'vitest'
import { post, sellsOnce, toldBy } from './sells-once.ts'

const outer = { ...process.env }
afterEach(() => {
  process.env = { ...outer }
})

test('nextjs-route.ts sells once, and says so where it did not', () =>
  sellsOnce(async (env) => {
    Object.assign(process.env, env)
    const { POST } = await import('../nextjs-route.ts')
    return async (order) => toldBy(await POST(new Request('http://till.test/airtime', post(order))))
  }))

test('workers.ts sells once, and says so where it did not', () =>
  sellsOnce(async (env) => {
    const { default: worker } = await import('../workers.ts')
    return async (order) => toldBy(await worker.request('/airtime', post(order), env))
  }))

test('lambda.ts sells once, and says so where it did not', () =>
  sellsOnce(async (env) => {
    Object.assign(process.env, env)
    const { handler } = await import('../lambda.ts')
    return async (order) => {
      const { statusCode, body } = await handler({ body: JSON.stringify(order) })
      return { status: statusCode, body: JSON.parse(body) }
    }
  }))
