import type { Account } from '../accounts.ts'
import { type Product, productsOf } from '../catalogue/products.ts'
import type { Refusal } from '../refusals.ts'
import type { ResolvedOptions } from '../simulator-options.ts'
import type { Order } from './order.ts'
import { billAccountProblem, meterProblem } from './test-data.ts'

/** `AIR-VOD-001`, and the codes that are no longer issued. */
const CODE = /^[A-Z]{3}-([A-Z]{3}-\d{3}|[A-Za-z0-9]+)$/
const PHONE = /^\+27\d{9}$/

/** Which product it is, and whether this account may sell it. */
export function productProblem({ productCode }: Order, found: Product | undefined, account: Account) {
  if (!CODE.test(productCode)) return { refusal: 'invalid-product' } as const
  if (!found) return { refusal: 'product-not-supported' } as const
  return productsOf(account).includes(found) ? undefined : ({ refusal: 'product-not-active' } as const)
}

/** What is wrong with a complete order for a product that this account sells. */
export function orderProblem(order: Order, product: Product, options: ResolvedOptions): Refusal | undefined {
  const { mobileNumber, meterNumber, accountNumber, paymentMethod } = order
  if (mobileNumber !== undefined && !PHONE.test(mobileNumber)) return { refusal: 'phone-format' }
  if (options.strict && paymentMethod !== 'cash')
    return { refusal: 'wrong-format', message: 'paymentMethod should be cash, in lower case.' }
  const { code } = product.category
  return (
    amountProblem(order, product) ??
    (code === 'ELE' ? meterProblem(meterNumber ?? '', options) : undefined) ??
    (code === 'BIL' ? billAccountProblem(accountNumber ?? '') : undefined)
  )
}

function amountProblem({ amount }: Order, { minAmount, maxAmount }: Product): Refusal | undefined {
  if (!Number.isFinite(amount) || amount <= 0) return { refusal: 'tender-amount' }
  return amount < minAmount || amount > maxAmount ? { refusal: 'amount-outside-limits' } : undefined
}
