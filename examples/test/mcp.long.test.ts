import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { expect, onTestFinished, test } from 'vitest'
import { fileOf, openVendor } from './vendor.ts'

/** Speaks to a server over standard input and output, a line for each message. */
function host(env: NodeJS.ProcessEnv) {
  const child = spawn(process.execPath, [fileOf('mcp.ts')], { env: { PATH: process.env.PATH, ...env } })
  onTestFinished(async () => {
    child.stdin.end()
    if (child.exitCode === null) await once(child, 'exit')
  })
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]()
  const say = (message: object) => child.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`)
  let id = 0
  return {
    say,
    async ask(method: string, params: object) {
      say({ id: ++id, method, params })
      const { value } = await lines.next()
      return JSON.parse(value ?? '{}').result
    },
  }
}

test('mcp.ts sells under the reference that the agent gives, and says where not', async () => {
  const { simulator, env } = await openVendor()
  const { say, ask } = host(env)
  await ask('initialize', {
    protocolVersion: '2025-06-18',
    capabilities: {},
    clientInfo: { name: 'test', version: '1.0.0' },
  })
  say({ method: 'notifications/initialized' })
  const call = (order: object) => ({
    name: 'buy_airtime',
    arguments: { mobileNumber: '+27821230045', amount: 25, reference: 'sale-0001', ...order },
  })
  const buy = async (order: object) => {
    const { isError, content } = await ask('tools/call', call(order))
    return [isError, content[0].text]
  }
  simulator.failNext('login', { kind: 'delay', ms: 500 })
  say({ id: 'called off', method: 'tools/call', params: call({ reference: 'sale-0000' }) })
  await expect.poll(() => simulator.count('login'), { timeout: 20_000 }).toBe(1)
  say({ method: 'notifications/cancelled', params: { requestId: 'called off' } })

  simulator.failNext('purchase', { kind: 'status', status: 503 })
  expect(await buy({})).toEqual([true, expect.stringMatching(/^unanswered.*sale-0001/)])
  simulator.failNext('purchase', { kind: 'refusal', refusal: 'balance-too-low' })
  expect(await buy({})).toEqual([true, expect.stringMatching(/^refused: /)])
  for (const _ of ['once', 'again']) expect(await buy({})).toEqual([false, expect.stringMatching(/^completed/)])
  for (const wrong of [{ mobileNumber: '0821230045' }, { amount: 500 }, { reference: '' }])
    expect((await buy(wrong))[0]).toBe(true)
  expect(simulator.charges).toMatchObject([{ merchantReference: 'sale-0001', amount: 25 }])
  expect([simulator.count('login'), simulator.count('purchase')]).toEqual([1, 4])
})
