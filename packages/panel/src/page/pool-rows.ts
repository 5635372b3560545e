import type { MerchantRow } from '../messages.ts'

/** What can be said of a merchant at one moment. */
export const rowStates = ['trouble', 'acquiring', 'must', 'ahead', 'fresh', 'expired', 'empty'] as const
export type RowState = (typeof rowStates)[number]

export const stateWords: Readonly<Record<RowState, string>> = {
  trouble: 'In trouble',
  acquiring: 'Acquiring',
  must: 'Must renew',
  ahead: 'Renewal due',
  fresh: 'Fresh',
  expired: 'Expired',
  empty: 'No token',
}

function stateOf([, , , expiresAt, renewAheadMs, mustRenewMs, acquiring, trouble]: MerchantRow, now: number): RowState {
  if (trouble) return 'trouble'
  if (acquiring) return 'acquiring'
  if (expiresAt === 0) return 'empty'
  const left = expiresAt - now
  if (left <= 0) return 'expired'
  return left <= mustRenewMs ? 'must' : left <= renewAheadMs ? 'ahead' : 'fresh'
}

export interface Listed {
  readonly row: MerchantRow
  readonly state: RowState
}

export type Order = 'expiry' | 'name' | 'state'

/** Those that are asked for, in the order that is asked for; those without a token come last by expiry. */
export function listed(
  rows: Iterable<MerchantRow>,
  now: number,
  { state, text, order }: { readonly state: RowState | undefined; readonly text: string; readonly order: Order },
): { readonly list: readonly Listed[]; readonly counts: Readonly<Record<RowState, number>> } {
  const counts = Object.fromEntries(rowStates.map((one) => [one, 0])) as Record<RowState, number>
  const wanted = text.toLowerCase()
  const list: Listed[] = []
  for (const row of rows) {
    const one = stateOf(row, now)
    counts[one]++
    if ((state === undefined || one === state) && (wanted === '' || row[1].toLowerCase().includes(wanted)))
      list.push({ row, state: one })
  }
  return { list: list.sort(orders[order]), counts }
}

const byExpiry = (one: Listed, other: Listed) =>
  (one.row[3] || Number.MAX_SAFE_INTEGER) - (other.row[3] || Number.MAX_SAFE_INTEGER) || one.row[0] - other.row[0]
const orders: Readonly<Record<Order, (one: Listed, other: Listed) => number>> = {
  expiry: byExpiry,
  name: (one, other) => one.row[1].localeCompare(other.row[1]),
  state: (one, other) => rowStates.indexOf(one.state) - rowStates.indexOf(other.state) || byExpiry(one, other),
}

const MINUTE = 60_000

/** How many renewals fall due in each of the next minutes, if every token is used; the first has those that are due now. */
export function forecast(rows: Iterable<MerchantRow>, now: number, minutes: number): readonly number[] {
  const due = Array<number>(minutes).fill(0)
  for (const [, , , expiresAt, renewAheadMs] of rows) {
    if (expiresAt <= now) continue
    const minute = Math.max(0, Math.floor((expiresAt - renewAheadMs - now) / MINUTE))
    if (minute < minutes) due[minute] = (due[minute] ?? 0) + 1
  }
  return due
}
