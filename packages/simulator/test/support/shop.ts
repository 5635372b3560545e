import { createSimulator, demoCredentials, type SimulatorOptions } from '../../src/index.ts'
import { manualClock } from '../../src/testing/manual-clock.ts'
import { createClient } from '../client.ts'

export const SHOP = { username: 'demo-shop', password: 'demo-shop-password' }

export const AIRTIME = {
  productCode: 'AIR-VOD-001',
  amount: 29,
  mobileNumber: '+27821230045',
  paymentMethod: 'cash',
  channelId: 'Q7RT2M',
  merchantReference: 'order-1',
}

const { mobileNumber: _, ...common } = AIRTIME
export const ELECTRICITY = { ...common, productCode: 'ELE-ESK-001', amount: 200, meterNumber: '000001020001' }
export const BILL = { ...common, productCode: 'BIL-DST-001', amount: 150, accountNumber: '81715524' }
export const VOUCHER = { ...common, productCode: 'VCH-STM-001', amount: 100 }

type Json = Record<string, unknown>

/** A simulator, and somebody who is logged in. */
export async function open(options: SimulatorOptions = {}, credentials: object = demoCredentials) {
  const clock = manualClock()
  const simulator = createSimulator({ clock, limits: false, ...options })
  const client = createClient(simulator.fetch)
  const { access } = await client.tokens(credentials)
  const answerOf = async (response: Response) => ({ status: response.status, json: (await response.json()) as Json })
  return {
    access,
    client,
    clock,
    simulator,
    get: async (path: string) => answerOf(await client.get(path, access)),
    post: async (path: string, body: unknown = {}) => answerOf(await client.post(path, body, access)),
    buy: async (changes: object = {}, order: object = AIRTIME) =>
      answerOf(await client.post('/purchase', { ...order, ...changes }, access)),
  }
}

/** The value at a path as `receiptFields` has them: `details[0].tokens[0].token`. */
export const valueAt = (value: unknown, path: string): unknown =>
  path
    .split(/[.[\]]+/)
    .filter((step) => step !== '')
    .reduce<unknown>((inner, step) => (inner as Json | undefined)?.[step], value)
