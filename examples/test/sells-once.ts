import { expect } from 'vitest'
import { type Env, openVendor } from './vendor.ts'

interface Told {
  readonly status: number
  readonly body: unknown
}

/** Sends an order to a till, and gives what it says. */
export type Till = (order: object) => Promise<Told>

export const post = (order: object): RequestInit => ({
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(order),
})

export const toldBy = async (answer: Response): Promise<Told> => ({ status: answer.status, body: await answer.json() })

/** A till sells once, says so where it did not, and has a token for all of it from one login and one refresh. */
export async function sellsOnce(open: (env: Env) => Promise<Till>): Promise<void> {
  const { simulator, env } = await openVendor()
  const till = await open(env)
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
}
