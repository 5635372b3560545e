import { type Accounts, createAccounts } from './accounts.ts'
import { type Activity, createActivity } from './activity.ts'
import { createFaultQueue, type FaultQueue } from './fault-queue.ts'
import { createHealth, type Health } from './health.ts'
import { createTransactions, type Transactions } from './payments/transactions.ts'
import { createRateLimits, type RateLimits } from './rate-limits.ts'
import { createRequestLog, type RequestLog } from './request-log.ts'
import type { ResolvedOptions } from './simulator-options.ts'
import { createTokenLedger, type TokenLedger } from './token-ledger.ts'

/** Everything one simulator remembers. */
export interface Server {
  readonly options: ResolvedOptions
  readonly accounts: Accounts
  readonly tokens: TokenLedger
  readonly transactions: Transactions
  readonly health: Health
  readonly limits: RateLimits
  readonly faults: FaultQueue
  readonly log: RequestLog
  readonly activity: Activity
}

export function createServer(options: ResolvedOptions): Server {
  return {
    options,
    accounts: createAccounts(options.merchants, options.environment),
    tokens: createTokenLedger(options),
    transactions: createTransactions(options.clock),
    health: createHealth(options.clock),
    limits: createRateLimits(options.limits),
    faults: createFaultQueue(),
    log: createRequestLog(),
    activity: createActivity(),
  }
}
