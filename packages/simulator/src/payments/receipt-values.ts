import type { Transaction } from './transactions.ts'

/** Digits that look like any, and are the same each time. */
export const digitsOf = ({ transactionId }: Transaction, length: number): string =>
  transactionId.replace(/\D/g, '').padStart(length, '7').slice(-length)

/** In the unit of the receipt: most of them count in cents. */
export const centsOf = (rand: number): number => Math.round(rand * 100)
