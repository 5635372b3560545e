import type { Account } from './accounts.ts'

export interface Product {
  readonly id: number
  readonly productCode: string
  readonly name: string
  readonly provider: string
  readonly categoryId: number
  readonly state: 'ACTIVE'
  readonly currency: 'ZAR'
  /** In rand. Equal for what has a fixed price. */
  readonly minimumAmount: number
  readonly maximumAmount: number
}

const catalogue: readonly Product[] = [
  product(101, 'VODACOM-AIRTIME', 'Vodacom airtime', 'Vodacom', 11, 2, 1000),
  product(102, 'MTN-AIRTIME', 'MTN airtime', 'MTN', 12, 5, 1000),
  product(103, 'TELKOM-AIRTIME', 'Telkom airtime', 'Telkom', 13, 5, 500),
  product(104, 'CELLC-AIRTIME', 'Cell C airtime', 'Cell C', 14, 5, 500),
  product(201, 'VODACOM-DATA-1GB', 'Vodacom 1 GB, 30 days', 'Vodacom', 21, 85),
  product(202, 'MTN-DATA-1GB', 'MTN 1 GB, 30 days', 'MTN', 22, 85),
  product(203, 'TELKOM-DATA-2GB', 'Telkom 2 GB, 30 days', 'Telkom', 23, 99),
  product(204, 'CELLC-DATA-1GB', 'Cell C 1 GB, 30 days', 'Cell C', 24, 79),
  product(301, 'ESKOM-PREPAID', 'Eskom prepaid electricity', 'Eskom', 3, 10, 5000),
  product(302, 'CITYPOWER-PREPAID', 'City Power prepaid electricity', 'City Power', 3, 10, 5000),
  product(401, 'ONEVOUCHER', '1Voucher', 'Flash', 4, 5, 4000),
  product(402, 'BLU-VOUCHER', 'Blu Voucher', 'Blu Label', 4, 5, 4000),
  product(501, 'DSTV-BILL', 'DStv subscription', 'MultiChoice', 5, 29, 5000),
  product(502, 'JOBURG-RATES', 'City of Johannesburg rates', 'City of Johannesburg', 5, 20, 20000),
]

/** What is activated for an account; everything, unless its options say otherwise. */
export function productsOf(account: Account): readonly Product[] {
  return catalogue.filter((one) => account.products?.has(one.productCode) ?? true)
}

function product(
  id: number,
  productCode: string,
  name: string,
  provider: string,
  categoryId: number,
  minimumAmount: number,
  maximumAmount = minimumAmount,
): Product {
  return { id, productCode, name, provider, categoryId, state: 'ACTIVE', currency: 'ZAR', minimumAmount, maximumAmount }
}
