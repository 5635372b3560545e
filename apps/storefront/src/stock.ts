import { type Counter, counters } from './counters.ts'
import { type Ask, askUpstream } from './upstream-answer.ts'

/** Something to buy. Amounts are in rand. */
export interface Product {
  readonly code: string
  readonly name: string
  readonly brandName: string
  readonly minAmount: number
  readonly maxAmount: number
  /** Its price is `minAmount`, and no other. */
  readonly fixedAmount: boolean
}

/**
 * What can be bought at a counter now. An account's products may change at any time, and the API's ids as well: both are
 * asked for, not kept.
 */
export async function askStock(ask: Ask, counter: Counter): Promise<readonly Product[]> {
  return stockAt(ask, counter, await askUpstream(ask, '/products/categories'))
}

/** The counters at which something can be bought now. */
export async function askOpenCounters(ask: Ask): Promise<readonly Counter[]> {
  const categories = await askUpstream(ask, '/products/categories')
  const stocks = await Promise.all(counters.map((counter) => stockAt(ask, counter, categories)))
  return counters.filter((_, n) => stocks[n]?.length)
}

/** The counters for a list of products. What a code begins with is its category. */
export function countersFor(products: object): readonly Counter[] {
  const codes = listOf<Product>(products).map(({ code }) => String(code))
  return counters.filter((counter) => codes.some((code) => code.startsWith(`${counter.code}-`)))
}

interface Category {
  readonly id: number
  readonly name: string
  /** 1 where it is active. */
  readonly state: number
}

async function stockAt(ask: Ask, counter: Counter, categories: object): Promise<readonly Product[]> {
  const category = listOf<Category>(categories).find(({ name, state }) => name === counter.category && state === 1)
  if (!category) return []
  const products = await askUpstream(ask, `/products/category/${category.id}`, {})
  return listOf<Product & { readonly status: number }>(products).filter(({ status }) => status === 1)
}

function listOf<One>(answer: object): readonly One[] {
  return Array.isArray(answer) ? answer.filter((one) => typeof one === 'object' && one !== null) : []
}
