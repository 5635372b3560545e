import { expect, onTestFinished, test, vi } from 'vitest'
import { MerchantNumbers, SentRows } from '../src/merchant-rows.ts'
import { poolScene } from './support/scene.ts'

test('a pool is looked at once for all who look at the same moment, and anew once something has happened', async () => {
  vi.useFakeTimers({ toFake: ['performance'] })
  onTestFinished(() => void vi.useRealTimers())
  const { pool } = poolScene(2)
  pool.for('M-0')
  const merchants = vi.spyOn(pool, 'merchants')
  const status = vi.spyOn(pool, 'status')
  const numbers = new MerchantNumbers(pool, undefined)
  const first = numbers.look(0)
  expect(numbers.look(0)).toBe(first)
  expect([merchants.mock.calls.length, status.mock.calls.length]).toEqual([1, 1])
  pool.for('M-1')
  expect(numbers.look(1).merchants.size).toBe(2)
  vi.advanceTimersByTime(100)
  numbers.look(1)
  expect([merchants.mock.calls.length, status.mock.calls.length]).toEqual([3, 3])
})

test('a merchant whose name cannot be told is called by the fingerprint, and takes no row from the others', async () => {
  const { pool } = poolScene(3)
  await Promise.all([0, 1, 2].map((n) => pool.for(`M-${n}`).getToken()))
  const names: Readonly<Record<string, string>> = { 'M-0': 'Corner café', 'M-2': 'Night kiosk' }
  const numbers = new MerchantNumbers(pool, (merchant) => (names[merchant] as string).toUpperCase())
  const { rows } = new SentRows().news(numbers.look(0).merchants, numbers, 10)
  expect(rows.map(([, name]) => name)).toEqual(['CORNER CAFÉ', pool.for('M-1').status().account, 'NIGHT KIOSK'])
})
