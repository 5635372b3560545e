import { centsOf, digitsOf } from './receipt-values.ts'
import { CUSTOMER } from './test-data.ts'
import type { Transaction } from './transactions.ts'

const RAND_PER_UNIT = 2.72
const VAT = 0.15
const ADDRESS = '12 Long Street, Cape Town'

/** One token, of 20 digits. */
export function electricityReceipt(transaction: Transaction): object {
  const { order, number } = transaction
  const amount = centsOf(order.amount)
  const exclusiveAmount = Math.round(amount / (1 + VAT))
  return {
    unitType: 'kWh',
    units: unitsFor(order.amount),
    transactionNumber: number,
    receiptNumber: `10442/${118_000 + number}`,
    taxAmount: amount - exclusiveAmount,
    exclusiveAmount,
    name: CUSTOMER,
    address: ADDRESS,
    meterNumber: order.meterNumber,
    token: digitsOf(transaction, 20),
    tokenDescription: 'Normal Sale',
    amount,
    aggregator: 'FLASH',
  }
}

/** Several tokens, free units among them; the first is also where the list of receipt fields looks for it. */
export function severalTokensReceipt(transaction: Transaction): object {
  const { order, number } = transaction
  const amount = centsOf(order.amount)
  const token = digitsOf(transaction, 20)
  const units = unitsFor(order.amount)
  return {
    amount,
    meterNumber: order.meterNumber,
    aggregator: 'BLUE_LABEL',
    name: CUSTOMER,
    utility: 'Electricity',
    token,
    units,
    unitType: 'kWh',
    taxAmount: amount - Math.round(amount / (1 + VAT)),
    tokens: [
      { token, tokenDescription: 'Normal Sale', quantity: units, unit: 'kWh', free: false },
      {
        token: `9${token.slice(1)}`,
        tokenDescription: 'Free Basic Electricity',
        quantity: 50,
        unit: 'kWh',
        free: true,
      },
    ],
    fixedCosts: [{ description: 'Service charge', amount: 0 }],
    receiptNumber: `20442/${118_000 + number}`,
  }
}

const unitsFor = (rand: number): number => Math.round((rand / RAND_PER_UNIT) * 10) / 10
