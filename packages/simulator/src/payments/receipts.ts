import { electricityReceipt, severalTokensReceipt } from './electricity-receipts.ts'
import { centsOf, digitsOf } from './receipt-values.ts'
import { CUSTOMER } from './test-data.ts'
import type { Transaction } from './transactions.ts'

/** What the customer is given. Amounts are in cents, but in rand for vouchers and in receipts of the least form. */
export function receiptOf(transaction: Transaction): object {
  switch (transaction.product.category.code) {
    case 'AIR':
    case 'DAT':
    case 'SMS':
    case 'MIN':
      return rechargeReceipt(transaction)
    case 'VCH':
      return voucherReceipt(transaction)
    case 'ELE':
      return transaction.product.code === 'ELE-FLS-001'
        ? severalTokensReceipt(transaction)
        : electricityReceipt(transaction)
    case 'BIL':
      return billReceipt(transaction)
    default:
      return { amount: transaction.order.amount, reference: transaction.transactionId }
  }
}

/** Flat as in the samples, and nested as the list of receipt fields names it. */
function rechargeReceipt(transaction: Transaction): object {
  const { order, product, transactionId: reference } = transaction
  const rechargeDetails = {
    rechargeType: product.pinLess ? 'PINLESS' : 'PIN',
    callCentre: '082111',
    rechargeVendor: product.brand.name,
  }
  const pinned = product.pinLess ? {} : { pin: digitsOf(transaction, 16), serialNumber: digitsOf(transaction, 12) }
  return {
    ...rechargeDetails,
    rechargeDetails,
    amount: centsOf(order.amount),
    aggregator: 'FLASH',
    reference,
    ...pinned,
  }
}

function voucherReceipt(transaction: Transaction): object {
  const { order, product, transactionId: reference } = transaction
  const { amount } = order
  const [pin, serialNumber] = [digitsOf(transaction, 16), digitsOf(transaction, 12)]
  const expiryDate = '2027-01-31'
  const content = {
    redemptionInstructions: `Enter the PIN at ${product.brand.name}.`,
    termsAndConditions: 'Not exchangeable for cash.',
  }
  return {
    amount,
    reference,
    pin,
    serialNumber,
    expiryDate,
    voucher: { pin, serialNumber, amount, expiryDate, content },
    details: [
      {
        productInstructions: content.redemptionInstructions,
        tokens: [{ token: pin, serialNumber }],
        productAmount: amount,
      },
    ],
  }
}

function billReceipt({ order, product }: Transaction): object {
  const amount = centsOf(order.amount)
  return {
    amountDue: amount,
    accountHolder: CUSTOMER,
    tenderType: 'CASH',
    amount,
    serviceProviderFspNumber: '00000',
    notes: '',
    aggregator: 'FLASH',
    accountNumber: order.accountNumber,
    vendorName: 'Simulated vendor',
    serviceProviderName: product.brand.name,
  }
}
