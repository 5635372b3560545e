import { type CategoryFields, categoryFields } from './category-fields.ts'

/** One line of business. The `code` begins its products' codes. */
export interface Category extends CategoryFields {
  readonly code: string
  readonly id: number
  readonly name: string
}

const category = (code: string, id: number, name: string): Category => ({ code, id, name, ...categoryFields(code) })

/** `Data` and `SMS` have their documented ids; the others are ours, of four digits as well. */
export const categories: readonly Category[] = [
  category('AIR', 1001, 'Airtime'),
  category('DAT', 1002, 'Data'),
  category('ELE', 1003, 'Electricity'),
  category('VCH', 1004, 'Voucher'),
  category('BIL', 1005, 'Pay Bills'),
  category('MIN', 1006, 'Minutes'),
  category('ENT', 1007, 'Entertainment'),
  category('GAM', 1008, 'Gaming'),
  category('LIF', 1009, 'Lifestyle'),
  category('WLT', 1010, 'Wallet Topup'),
  category('SMS', 2000, 'SMS'),
]

export const categoryOf = (code: string): Category => {
  const found = categories.find((one) => one.code === code)
  if (!found) throw new Error(`The catalogue has no category ${code}`)
  return found
}

/** As the list shows it: `meta` is JSON within JSON. */
export const categoryRecord = ({ id, name, fields, receiptFields }: Category, index: number): object => ({
  id,
  createdById: 1000,
  lastModifiedById: 1000,
  createdDate: '2025-08-03T06:10:44.117203',
  lastModifiedDate: '2025-09-01T09:30:02.551809',
  state: 1,
  name,
  imageUrl: `https://portal.pagamio.com/images/categories/${name.toLowerCase().replaceAll(' ', '-')}.png`,
  orderOfAppearance: index + 1,
  parentId: null,
  meta: JSON.stringify({ fields, receiptFields }),
})
