import type { Account } from './accounts.ts'
import { checkWhole } from './checks.ts'
import type { Clock } from './clock.ts'

/** Money moved: one entry per purchase that was really made, however often it was sent. */
export interface Charge {
  readonly merchant: string
  readonly merchantReference: string
  readonly amount: number
}

export interface PurchaseOrder {
  readonly productCode: string
  readonly amount: number
  readonly mobileNumber: string
  readonly merchantReference: string
  readonly meterNumber: string | undefined
}

export interface Transaction {
  readonly transactionId: string
  readonly account: Account
  readonly order: PurchaseOrder
  readonly at: number
  readonly responseDateTime: string
  /** Whether it ends as FAILED, and moves no money. */
  readonly fails: boolean
}

/** States with their documented numbers. */
type TransactionState =
  | { readonly status: 'PENDING'; readonly statusCode: 1 }
  | { readonly status: 'PROCESSING'; readonly statusCode: 2 }
  | { readonly status: 'COMPLETED'; readonly statusCode: 0 }
  | { readonly status: 'FAILED'; readonly statusCode: 3 }

export interface Transactions {
  /** The latest ones, oldest first. */
  readonly charges: readonly Charge[]
  /** The first purchase with this reference, made now if there is none yet. */
  purchase(account: Account, order: PurchaseOrder): Transaction
  find(account: Account, transactionId: string): Transaction | undefined
  stateOf(transaction: Transaction): TransactionState
  /** As many more of those made from now on end as FAILED. */
  failNext(times: number): void
  clearFailures(): void
}

/** How far a purchase is this long after it was made. Ours: the documentation only names the order. */
const PENDING_MS = 5_000
const PROCESSING_MS = 10_000

/** @param most how many purchases are remembered; the oldest goes first, and its reference can be charged again */
export function createTransactions(clock: Clock, most = 10_000): Transactions {
  const byReference = new Map<string, Transaction>()
  const byId = new Map<string, Transaction>()
  const charges: Charge[] = []
  let made = 0
  let failing = 0

  function make(account: Account, order: PurchaseOrder): Transaction {
    const fails = failing > 0
    if (fails) failing--
    return {
      transactionId: `TX-${String(++made).padStart(8, '0')}`,
      account,
      order,
      at: clock.monotonic(),
      responseDateTime: new Date(clock.now()).toISOString(),
      fails,
    }
  }

  function remember(transaction: Transaction): void {
    byReference.set(keyOf(transaction), transaction)
    byId.set(transaction.transactionId, transaction)
    if (byId.size <= most) return
    const [oldest] = byId.values()
    if (!oldest) return
    byId.delete(oldest.transactionId)
    byReference.delete(keyOf(oldest))
  }

  return {
    charges,
    purchase(account, order) {
      const first = byReference.get(keyOf({ account, order }))
      if (first) return first
      const transaction = make(account, order)
      remember(transaction)
      if (!transaction.fails) {
        charges.push({ merchant: account.id, merchantReference: order.merchantReference, amount: order.amount })
        if (charges.length > most) charges.shift()
      }
      return transaction
    },
    find(account, transactionId) {
      const found = byId.get(transactionId)
      return found?.account === account ? found : undefined
    },
    stateOf({ at, fails }) {
      const age = clock.monotonic() - at
      if (age < PENDING_MS) return { status: 'PENDING', statusCode: 1 }
      if (age < PROCESSING_MS) return { status: 'PROCESSING', statusCode: 2 }
      return fails ? { status: 'FAILED', statusCode: 3 } : { status: 'COMPLETED', statusCode: 0 }
    },
    failNext(times) {
      checkWhole('times', times, 0)
      failing += times
    },
    clearFailures() {
      failing = 0
    },
  }
}

/** A merchant and a sub-merchant may have the same id, and any two accounts the same reference. */
function keyOf({ account, order }: Pick<Transaction, 'account' | 'order'>): string {
  return JSON.stringify([account.environment, account.kind, account.id, order.merchantReference])
}
