import { imageOf } from '../catalogue/product-forms.ts'
import { states, type TransactionState } from './transaction-state.ts'
import type { Transaction } from './transactions.ts'

/** One transaction as a list shows it. Amounts are in rand. */
export function recordOf(transaction: Transaction, state: TransactionState) {
  const { account, order, product, transactionId, number, responseDateTime } = transaction
  return {
    id: `h3Vn${number.toString(36).toUpperCase().padStart(8, '0')}`,
    status: states[state],
    productName: product.name,
    productShortName: product.shortName,
    quantity: 1,
    price: order.amount,
    totalAmount: order.amount,
    transactionId,
    merchantReference: order.merchantReference,
    responseDate: responseDateTime.slice(0, -3),
    productImage: imageOf(product.brand.name),
    brandName: product.brand.name,
    categoryName: product.category.name,
    channelName: 'Default',
    merchantName: `Merchant ${account.id}`,
  }
}

export type TransactionRecord = ReturnType<typeof recordOf>

/** The company that carries the transaction out: a filter knows it, and the record does not show it. */
export const aggregatorOf = ({ product }: Transaction): string =>
  product.code === 'ELE-FLS-001' ? 'BLUE_LABEL' : 'FLASH'
