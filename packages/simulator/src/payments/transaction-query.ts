import type { Account } from '../accounts.ts'
import { fieldsMissing, type Refusal } from '../refusals.ts'
import { aggregatorOf, recordOf, type TransactionRecord } from './transaction-record.ts'
import type { Transaction, Transactions } from './transactions.ts'

/** What is asked for, in the query or else in the body. */
export type Asked = (name: string) => string | undefined

/** Whose transactions are asked for; with an id of one of them that need not be said. */
export function ownerProblem(asked: Asked, { userType, id }: Account): Refusal | 'foreign' | undefined {
  const [askedType, askedId] = [asked('userType'), asked('userTypeId')]
  const missing = ['userType', 'userTypeId'].filter((name) => asked(name) === undefined)
  const byId = (asked('transactionId') ?? asked('merchantReference')) !== undefined
  if (missing.length > 0 && !byId) return fieldsMissing(missing)
  const otherType = askedType !== undefined && askedType.replace(/_USER$/, '') !== userType
  return otherType || (askedId ?? id) !== id ? 'foreign' : undefined
}

/** The records that are asked for, in the order that is asked for; without one the newest come first. */
export function recordsFor(asked: Asked, transactions: Transactions, account: Account): TransactionRecord[] {
  const ids = asked('transactionId')
  const reference = asked('merchantReference')
  const found =
    ids !== undefined
      ? [transactions.withId(account, ids)]
      : reference !== undefined
        ? [transactions.withReference(account, reference)]
        : transactions.of(account)
  const records = found
    .filter((one) => one !== undefined)
    .filter((one) => fits(one, asked))
    .map((one) => recordOf(one, transactions.stateOf(one)))
    .filter(({ status }) => `${status.code}` === (asked('status') ?? `${status.code}`))
  return inOrder(records, asked('sort'))
}

function fits(transaction: Transaction, asked: Asked): boolean {
  const { name, shortName, category, brand } = transaction.product
  const keyWord = asked('keyWord')?.toLowerCase() ?? ''
  return (
    category.name === (asked('categoryName') ?? category.name) &&
    brand.name === (asked('brandName') ?? brand.name) &&
    aggregatorOf(transaction) === (asked('aggregatorName') ?? aggregatorOf(transaction)) &&
    [name, shortName].some((text) => text.toLowerCase().includes(keyWord))
  )
}

/** `field,asc` or `field,desc`; a field that records do not have changes nothing. */
function inOrder(records: TransactionRecord[], sort: string | undefined): TransactionRecord[] {
  const [field = '', direction] = (sort ?? '').split(',')
  const fieldOf = (record: TransactionRecord) => (record as Readonly<Record<string, unknown>>)[field]
  const rising = records.toSorted((one, other) => {
    const [a, b] = [fieldOf(one), fieldOf(other)]
    return typeof a === 'number' && typeof b === 'number' ? a - b : `${a}`.localeCompare(`${b}`)
  })
  if (records.every((record) => fieldOf(record) === undefined)) return records
  return direction === 'desc' ? rising.reverse() : rising
}
