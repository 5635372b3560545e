/** One thing to ask the customer for. */
interface Field {
  readonly name: string
  readonly type: 'string' | 'number'
  readonly required: boolean
}

/** What a purchase of a category needs besides product, channel and reference, and what its receipt prints. */
export interface CategoryFields {
  readonly fields: readonly Field[]
  /** Paths into the receipt, with dots and `[0]`. */
  readonly receiptFields: readonly string[]
}

const text = (name: string): Field => ({ name, type: 'string', required: true })
const COMMON: readonly Field[] = [{ name: 'amount', type: 'number', required: true }, text('paymentMethod')]
const MINIMAL: CategoryFields = { fields: COMMON, receiptFields: ['amount', 'reference'] }

const RECHARGE: CategoryFields = {
  fields: [...COMMON, text('mobileNumber')],
  receiptFields: [
    'rechargeDetails.rechargeType',
    'rechargeDetails.callCentre',
    'rechargeDetails.rechargeVendor',
    'amount',
    'reference',
  ],
}

const BY_CODE: Readonly<Record<string, CategoryFields>> = {
  AIR: RECHARGE,
  DAT: RECHARGE,
  SMS: RECHARGE,
  MIN: RECHARGE,
  ELE: {
    fields: [...COMMON, text('meterNumber')],
    receiptFields: ['token', 'units', 'unitType', 'meterNumber', 'taxAmount', 'aggregator'],
  },
  BIL: {
    fields: [...COMMON, text('accountNumber')],
    receiptFields: ['accountNumber', 'amountDue', 'serviceProviderName'],
  },
  VCH: {
    fields: COMMON,
    receiptFields: [
      'voucher.pin',
      'voucher.serialNumber',
      'voucher.amount',
      'voucher.expiryDate',
      'voucher.content.redemptionInstructions',
      'voucher.content.termsAndConditions',
      'details[0].productInstructions',
      'details[0].tokens[0].token',
      'details[0].tokens[0].serialNumber',
      'details[0].productAmount',
    ],
  },
}

export const categoryFields = (code: string): CategoryFields => BY_CODE[code] ?? MINIMAL
