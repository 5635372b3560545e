import type { Refusal } from '../refusals.ts'
import type { ResolvedOptions } from '../simulator-options.ts'

/** Of the documented test meters those that are not for everything. All others of 10 to 13 digits are good. */
const FREE_ELECTRICITY_ONLY = '00001000000'
const WATER = '000000000100'
const METER = /^\d{10,13}$/

/** The documented accounts of `BIL-DST-001`: one in the list, and one in its sample. */
const BILL_ACCOUNTS: readonly string[] = ['81715524', '93888880']

/** Whether nobody knows this meter. */
function isUnknown(meterNumber: string, { badMeters }: ResolvedOptions): boolean {
  return !METER.test(meterNumber) || badMeters.has(meterNumber)
}

/** Why no electricity can be bought for it. */
export function meterProblem(meterNumber: string, options: ResolvedOptions): Refusal | undefined {
  if (isUnknown(meterNumber, options)) return { refusal: 'invalid-meter' }
  return meterNumber === FREE_ELECTRICITY_ONLY ? { refusal: 'meter-not-allowed' } : undefined
}

export const billAccountProblem = (accountNumber: string): Refusal | undefined =>
  BILL_ACCOUNTS.includes(accountNumber) ? undefined : { refusal: 'account-not-found' }

/** What a lookup tells of a meter; a person who does not exist lives there. */
export function meterFound(meterNumber: string, options: ResolvedOptions): object | Refusal {
  if (isUnknown(meterNumber, options)) return { refusal: 'invalid-meter' }
  return { meterNumber, name: CUSTOMER, utility: meterNumber === WATER ? 'Water' : 'Electricity' }
}

/** What a lookup tells of an account; the amount is in cents. */
export const billAccountFound = (accountNumber: string): object | Refusal =>
  billAccountProblem(accountNumber) ?? { accountNumber, accountHolder: CUSTOMER, amountDue: 15_000 }

export const CUSTOMER = 'N Dlamini'
