import type { Account } from '../accounts.ts'
import type { Product } from '../catalogue/products.ts'
import { checkWhole } from '../checks.ts'
import type { Clock } from '../clock.ts'
import type { Order } from './order.ts'
import { type Fate, stateAt, type TransactionState } from './transaction-state.ts'

/** One entry per purchase that was really made, however often it was sent. */
export interface Charge {
  readonly merchant: string
  /** `undefined` if the purchase had none. */
  readonly merchantReference: string | undefined
  /** In rand. */
  readonly amount: number
}

export interface Transaction {
  readonly transactionId: string
  /** Counts from 1. */
  readonly number: number
  readonly account: Account
  readonly order: Order
  readonly product: Product
  /** Monotonic. */
  readonly at: number
  /** Without a zone, and with nine decimals. */
  readonly responseDateTime: string
  readonly fate: Fate
}

export interface Transactions {
  /** The latest ones, oldest first. */
  readonly charges: readonly Charge[]
  make(account: Account, order: Order, product: Product): Transaction
  /** The purchase of this account with this reference. */
  withReference(account: Account, merchantReference: string | undefined): Transaction | undefined
  withId(account: Account, transactionId: string): Transaction | undefined
  /** Newest first. */
  of(account: Account): readonly Transaction[]
  stateOf(transaction: Transaction): TransactionState
  /** As many more of those made from now on have this fate. */
  next(fate: Exclude<Fate, 'completed'>, times: number): void
  clearFates(): void
}

/** @param most how many purchases are remembered; the oldest goes first, and its reference can be charged again */
export function createTransactions(clock: Clock, most = 10_000): Transactions {
  const byReference = new Map<string, Transaction>()
  const byId = new Map<string, Transaction>()
  const charges: Charge[] = []
  let fates: { readonly fate: Fate; left: number }[] = []
  let made = 0

  function nextFate(): Fate {
    const next = fates[0]
    if (!next) return 'completed'
    next.left--
    if (next.left <= 0) fates.shift()
    return next.fate
  }

  function forgetOldest(): void {
    const [oldest] = byId.values()
    if (byId.size <= most || !oldest) return
    byId.delete(oldest.transactionId)
    byReference.delete(keyOf(oldest.account, oldest.order.merchantReference))
  }

  return {
    charges,
    make(account, order, product) {
      const number = ++made
      const transaction: Transaction = {
        transactionId: `5b0e7c52-1f0c-4a7e-9a53-${number.toString(16).padStart(12, '0')}`,
        number,
        account,
        order,
        product,
        at: clock.monotonic(),
        responseDateTime: `${new Date(clock.now()).toISOString().slice(0, -1)}000000`,
        fate: nextFate(),
      }
      byId.set(transaction.transactionId, transaction)
      const { merchantReference, amount } = order
      if (merchantReference !== undefined) byReference.set(keyOf(account, merchantReference), transaction)
      forgetOldest()
      if (transaction.fate !== 'failed') charges.push({ merchant: account.id, merchantReference, amount })
      if (charges.length > most) charges.shift()
      return transaction
    },
    withReference: (account, merchantReference) => byReference.get(keyOf(account, merchantReference)),
    withId(account, transactionId) {
      const found = byId.get(transactionId)
      return found?.account === account ? found : undefined
    },
    of: (account) => [...byId.values()].filter((one) => one.account === account).reverse(),
    stateOf: ({ fate, at }) => stateAt(fate, clock.monotonic() - at),
    next(fate, times) {
      checkWhole('times', times, 0)
      if (times > 0) fates.push({ fate, left: times })
    },
    clearFates() {
      fates = []
    },
  }
}

/** A merchant and a sub-merchant may have the same id, and any two accounts the same reference. */
const keyOf = ({ environment, kind, id }: Account, merchantReference: string | undefined): string =>
  JSON.stringify([environment, kind, id, merchantReference ?? null])
