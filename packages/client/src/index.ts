export { createPagamioClient } from './create-client.ts'
export type { Answer, Failed, Limited, Refused, Unanswered, UnexpectedResponse } from './outcomes.ts'
export type {
  CallOptions,
  PagamioClient,
  PagamioClientOptions,
  PagamioSource,
  ProductsOf,
  PurchaseOptions,
  PurchaseOrder,
  TransactionQuery,
} from './pagamio-client.ts'
export type { Completed, Pending, PurchaseResult, Receipt } from './purchase-result.ts'
export type { Progress, Transaction, TransactionRef } from './transaction-progress.ts'
