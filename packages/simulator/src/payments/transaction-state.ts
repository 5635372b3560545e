/** How far a transaction is: a record shows it with code, label, description and the colour of its badge. */
export const states = {
  COMPLETED: { code: 0, label: 'Successful', description: 'Item has been processed successfully', badgeColor: 'green' },
  PENDING: { code: 1, label: 'Pending', description: 'Item is waiting to be processed', badgeColor: 'gray' },
  PROCESSING: { code: 2, label: 'Processing', description: 'Item is currently being processed', badgeColor: 'blue' },
  FAILED: { code: 3, label: 'Failed', description: 'Item processing has failed', badgeColor: 'red' },
} as const

export type TransactionState = keyof typeof states

/** What becomes of a purchase. Most are final in the answer itself; the others are so as the clock turns. */
export type Fate = 'completed' | 'held' | 'failed'

/** How long a purchase that is not final at once is PENDING, and then PROCESSING. Ours: no page says. */
const PENDING_MS = 5_000
const PROCESSING_MS = 10_000

export function stateAt(fate: Fate, ageMs: number): TransactionState {
  if (fate === 'completed') return 'COMPLETED'
  if (ageMs < PENDING_MS) return 'PENDING'
  if (ageMs < PROCESSING_MS) return 'PROCESSING'
  return fate === 'failed' ? 'FAILED' : 'COMPLETED'
}
