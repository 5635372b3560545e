import type { Claim, Lease, LeaseAnswer, StoreMessage, StoreQuestion } from '../acquire/sharing.ts'
import type { TokenSet } from '../token/token-set.ts'
import type { FlightFact, Found, RefusalNote } from '../token/transition.ts'
import type { Credentials } from '../vendor/credentials.ts'

/** What can be done with the slots of an account. What returns nothing happens behind the callers' backs. */
export interface Slots {
  /** `false` if nothing is there. */
  look(credentials: Credentials, withinMs: number): Promise<Found | false | undefined>
  takeLease(credentials: Credentials, withinMs: number): Promise<LeaseAnswer>
  endLease(lease: Lease): void
  /** Takes the refresh token out of the store, if exactly this set is stored; false if it is not. */
  mark(credentials: Credentials, set: TokenSet, ageMs: number, withinMs: number): Promise<boolean | undefined>
  /** `overtaken` hears what newer set was there already. */
  save(credentials: Credentials, set: TokenSet, ageMs: number, overtaken: (newer: Found) => void): void
  check(credentials: Credentials, withinMs: number): Promise<RefusalNote | undefined>
  refuse(credentials: Credentials, note: Omit<RefusalNote, 'ageMs'>): void
  disproveRefusal(credentials: Credentials): void
}

/** Asks for an acquisition, whose claim then holds the lease. */
export async function askSlots(
  slots: Slots,
  question: StoreQuestion,
  claim: Claim,
  withinMs: number,
): Promise<FlightFact> {
  const { credentials } = claim
  switch (question.do) {
    case 'look':
      return { type: 'looked', found: await slots.look(credentials, withinMs) }
    case 'lease': {
      const lease = await slots.takeLease(credentials, withinMs)
      const given = typeof lease === 'object'
      claim.lease = given ? lease : undefined
      return { type: 'leased', given: given || lease }
    }
    case 'mark':
      return { type: 'marked', done: await slots.mark(credentials, question.set, question.ageMs, withinMs) }
    case 'check':
      return { type: 'checked', note: await slots.check(credentials, withinMs) }
  }
}

/** Writes what an acquisition leaves behind. */
export function tellSlots(slots: Slots, message: StoreMessage, { credentials, lease }: Claim): void {
  switch (message.do) {
    case 'end lease':
      if (lease) slots.endLease(lease)
      break
    case 'save':
      slots.save(credentials, message.set, message.ageMs, message.overtaken)
      break
    case 'note refusal':
      slots.refuse(credentials, message.note)
      break
    case 'disprove refusal':
      slots.disproveRefusal(credentials)
      break
  }
}
