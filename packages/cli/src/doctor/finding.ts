import { isPagamioAuthError } from '@pagamio/auth-core'
import { Failure, failureOf } from '../failure.ts'

/** In the order in which they are made: each rests on those before it. */
export const checkNames = [
  'configuration',
  'credentials',
  'dns',
  'connection',
  'health',
  'api',
  'clock',
  'store',
  'budget',
  'token',
  'call',
] as const

export type CheckName = (typeof checkNames)[number]

/** What one check came to. Neither text ever holds a secret or a username. */
export interface Verdict {
  /** `skipped` was not tried, because what it needs had failed or because there is nothing to try. */
  readonly state: 'passed' | 'warned' | 'failed' | 'skipped'
  /** What was seen. */
  readonly says: string
  /** What to do about it. */
  readonly todo?: string | undefined
}

export interface Finding extends Verdict {
  readonly check: CheckName
}

export const passed = (says: string): Verdict => ({ state: 'passed', says })
export const warned = (says: string, todo: string): Verdict => ({ state: 'warned', says, todo })
export const failed = (says: string, todo: string | undefined): Verdict => ({ state: 'failed', says, todo })
export const skipped = (says: string): Verdict => ({ state: 'skipped', says })

/** An error as a failed check. Of errors that are not ours only the code is known to hold nothing secret. */
export function failedBy(error: unknown): Verdict {
  const { message, hint } = failureOf(error)
  const ours = error instanceof Failure || isPagamioAuthError(error)
  return failed(message, ours ? hint || undefined : 'This should not happen: please report it.')
}

/** What a server or a certificate calls itself, fit for a terminal: somebody else chose it. */
export const foreign = (text: string): string => text.replace(/[^\x20-\x7e]/g, '?').slice(0, 120)
