import type { Account } from './accounts.ts'
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
}

/** Documented numbers of the states. The API knows FAILED (3) as well; the simulator's purchases succeed. */
type TransactionState = {
  readonly status: 'PENDING' | 'PROCESSING' | 'COMPLETED'
  readonly statusCode: 0 | 1 | 2
}

export interface Transactions {
  readonly charges: readonly Charge[]
  /** The first purchase with this reference, made now if there is none yet. */
  purchase(account: Account, order: PurchaseOrder): Transaction
  find(account: Account, transactionId: string): Transaction | undefined
  stateOf(transaction: Transaction): TransactionState
}

/** How far a purchase is this long after it was made. Ours: the documentation only names the order. */
const PENDING_MS = 5_000
const PROCESSING_MS = 10_000

export function createTransactions(clock: Clock): Transactions {
  const byReference = new Map<string, Transaction>()
  const byId = new Map<string, Transaction>()
  const charges: Charge[] = []
  return {
    charges,
    purchase(account, order) {
      const key = JSON.stringify([account.environment, account.id, order.merchantReference])
      const first = byReference.get(key)
      if (first) return first
      const transaction: Transaction = {
        transactionId: `TX-${String(byId.size + 1).padStart(8, '0')}`,
        account,
        order,
        at: clock.monotonic(),
        responseDateTime: new Date(clock.now()).toISOString(),
      }
      byReference.set(key, transaction)
      byId.set(transaction.transactionId, transaction)
      charges.push({ merchant: account.id, merchantReference: order.merchantReference, amount: order.amount })
      return transaction
    },
    find(account, transactionId) {
      const found = byId.get(transactionId)
      return found?.account === account ? found : undefined
    },
    stateOf({ at }) {
      const age = clock.monotonic() - at
      if (age < PENDING_MS) return { status: 'PENDING', statusCode: 1 }
      if (age < PROCESSING_MS) return { status: 'PROCESSING', statusCode: 2 }
      return { status: 'COMPLETED', statusCode: 0 }
    },
  }
}
