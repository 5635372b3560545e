import type { LogEntry } from './log-entry.ts'

type Kind = Pick<LogEntry, 'endpoint' | 'outcome'>

/** What is counted; undefined stands for any. */
type Wanted = { readonly [Key in keyof Kind]: Kind[Key] | undefined }

/** How many entries of each kind have left the log. */
export interface Tally {
  add(entry: LogEntry): void
  count(wanted: Wanted): number
}

export function createTally(): Tally {
  const sums = new Map<string, Kind & { readonly sum: number }>()
  /** Held until it is known what they come to. */
  const pending = new Set<LogEntry>()

  function add(entry: LogEntry): void {
    const { endpoint, outcome } = entry
    if (outcome === 'pending') {
      pending.add(entry)
      return
    }
    pending.delete(entry)
    const kind = `${endpoint} ${outcome}`
    sums.set(kind, { endpoint, outcome, sum: (sums.get(kind)?.sum ?? 0) + 1 })
  }

  return {
    add(entry) {
      for (const held of pending) add(held)
      add(entry)
    },
    count(wanted) {
      let total = 0
      for (const one of sums.values()) if (fits(one, wanted)) total += one.sum
      for (const one of pending) if (fits(one, wanted)) total++
      return total
    },
  }
}

export function fits({ endpoint, outcome }: Kind, wanted: Wanted): boolean {
  return (wanted.endpoint ?? endpoint) === endpoint && (wanted.outcome ?? outcome) === outcome
}
