import type { Account } from '../accounts.ts'
import { type Brand, brands } from './brands.ts'
import { type Category, categoryOf } from './categories.ts'

export interface Product {
  readonly id: number
  /** `CCC-BBB-NNN`, or an old one: three letters, a hyphen, and anything. */
  readonly code: string
  readonly name: string
  readonly shortName: string
  readonly category: Category
  readonly brand: Brand
  /** In rand. */
  readonly minAmount: number
  readonly maxAmount: number
  /** The amount is `minAmount`, and no other. */
  readonly fixedAmount: boolean
  /** What is bought is there at once, without a PIN to enter. */
  readonly pinLess: boolean
}

/** The eight codes of the documentation, and enough besides to sell something of each category. */
const catalogue: readonly Product[] = [
  product(21001, 'AIR-VOD-001', 'Vodacom Airtime', [2, 1000]),
  product(21002, 'AIR-MTN-001', 'MTN Airtime', [5, 1000]),
  product(21003, 'AIR-TLK-001', 'Telkom Airtime', [5, 500]),
  product(21004, 'AIR-CLC-001', 'Cell C Airtime', [5, 500]),
  product(21005, 'ATP-V10', 'Vodacom R10 Voucher', [10], { category: 'AIR', brand: 'VOD', pinLess: false }),
  product(21980, 'DAT-MTN-002', '500MB Monthly', [55]),
  product(21981, 'DAT-MTN-037', '1GB Weekly', [45]),
  product(21982, 'DAT-VOD-001', '1GB Monthly', [85]),
  product(21983, 'DAT-TLK-001', '2GB Monthly', [99]),
  product(21989, 'DAT-CLC-028', '1GB Monthly', [79]),
  product(21990, 'DAT-CLC-031', '1GB Weekly', [29]),
  product(22001, 'SMS-VOD-001', '50 SMS', [12]),
  product(22002, 'MIN-MTN-001', '60 Minutes', [30]),
  product(23001, 'ELE-ESK-001', 'Eskom Prepaid Electricity', [10, 5000]),
  product(23002, 'ELE-FLS-001', 'Prepaid Electricity', [10, 5000]),
  product(24001, 'VCH-STM-001', 'Steam Voucher', [50, 1000], { pinLess: false }),
  product(25001, 'BIL-DST-001', 'DStv Subscription', [10, 5000]),
  product(26001, 'ENT-NFX-001', 'Netflix', [99, 500], { pinLess: false }),
  product(26002, 'GAM-STM-001', 'Steam Wallet', [50, 1000], { pinLess: false }),
  product(26003, 'LIF-SPT-001', 'Spotify Premium', [60], { pinLess: false }),
  product(26004, 'WLT-FLS-001', 'Wallet Topup', [10, 3000]),
]

export const productCodes: readonly string[] = catalogue.map(({ code }) => code)

export const productOf = (code: string): Product | undefined => catalogue.find((one) => one.code === code)

/** What is activated for an account; everything, unless its options say otherwise. */
export const productsOf = ({ products }: Account): readonly Product[] =>
  catalogue.filter(({ code }) => products?.has(code) ?? true)

function product(
  id: number,
  code: string,
  shortName: string,
  [minAmount, maxAmount = minAmount]: readonly [number, number?],
  { category, brand, pinLess = true }: { category?: string; brand?: keyof typeof brands; pinLess?: boolean } = {},
): Product {
  const [ofCategory = '', ofBrand = ''] = code.split('-')
  const fixedAmount = minAmount === maxAmount
  return {
    id,
    code,
    name: fixedAmount ? shortName : `R${minAmount} - R${maxAmount} ${shortName}`,
    shortName,
    category: categoryOf(category ?? ofCategory),
    brand: brands[brand ?? (ofBrand as keyof typeof brands)],
    minAmount,
    maxAmount,
    fixedAmount,
    pinLess,
  }
}
