export interface Category {
  readonly id: number
  readonly name: string
  readonly state: 'ACTIVE'
  readonly imageUrl: string
  readonly orderOfAppearance: number
  readonly parentId: number | null
  /** JSON within JSON, as the API has it: `fields` to ask the customer for, `receiptFields` to print. */
  readonly meta: string
  readonly createdDate: string
}

const MOBILE_NUMBER = { name: 'mobileNumber', label: 'Mobile number', type: 'tel', required: true }
const METER_NUMBER = { name: 'meterNumber', label: 'Meter number', type: 'text', required: true }
const ACCOUNT_NUMBER = { name: 'accountNumber', label: 'Account number', type: 'text', required: true }
const AMOUNT = { name: 'amount', label: 'Amount (ZAR)', type: 'number', required: true }

const AIRTIME = { fields: [MOBILE_NUMBER, AMOUNT], receiptFields: ['mobileNumber', 'amount', 'reference'] }
const DATA = { fields: [MOBILE_NUMBER], receiptFields: ['mobileNumber', 'bundle', 'amount', 'reference'] }
const ELECTRICITY = {
  fields: [METER_NUMBER, MOBILE_NUMBER, AMOUNT],
  receiptFields: ['meterNumber', 'token', 'units', 'amount', 'reference'],
}
const VOUCHER = { fields: [MOBILE_NUMBER, AMOUNT], receiptFields: ['pin', 'amount', 'reference'] }
const BILL = {
  fields: [ACCOUNT_NUMBER, MOBILE_NUMBER, AMOUNT],
  receiptFields: ['accountNumber', 'amount', 'reference'],
}

/** The catalogue's tree: five lines of business, and the networks below airtime and data. */
export const categories: readonly Category[] = [
  category(1, 'Airtime', null, AIRTIME),
  category(2, 'Data', null, DATA),
  category(3, 'Electricity', null, ELECTRICITY),
  category(4, 'Vouchers', null, VOUCHER),
  category(5, 'Bill payments', null, BILL),
  category(11, 'Vodacom airtime', 1, AIRTIME),
  category(12, 'MTN airtime', 1, AIRTIME),
  category(13, 'Telkom airtime', 1, AIRTIME),
  category(14, 'Cell C airtime', 1, AIRTIME),
  category(21, 'Vodacom data', 2, DATA),
  category(22, 'MTN data', 2, DATA),
  category(23, 'Telkom data', 2, DATA),
  category(24, 'Cell C data', 2, DATA),
]

function category(id: number, name: string, parentId: number | null, meta: object): Category {
  return {
    id,
    name,
    state: 'ACTIVE',
    imageUrl: `/images/categories/${name.toLowerCase().replaceAll(' ', '-')}.png`,
    orderOfAppearance: id % 10,
    parentId,
    meta: JSON.stringify(meta),
    createdDate: '2025-10-01T08:00:00.000Z',
  }
}
