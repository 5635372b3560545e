import { accountForbidden, actionRequired, type Failure, passwordRefused } from '../errors/failure.ts'
import { backsOff } from './backoff.ts'
import type { State } from './state.ts'
import type { Now, RefusalNote } from './transition.ts'

/** What another process, or this one before a restart, has heard of these credentials lately; `heard` while it holds. */
export function noted(
  state: State,
  note: RefusalNote | undefined,
  now: Now,
): { readonly state: State; readonly heard: Failure | undefined } {
  const lifted = note !== undefined && now.mono - note.ageMs <= state.credentials.replacedAt
  if (!note || lifted) return { state, heard: undefined }
  const leftMs = note.forMs - note.ageMs
  if (note.refused === 'account') {
    const failure = { ...accountForbidden, retryAfterMs: Math.max(0, leftMs) }
    // How often it was so counts on after its time is over. What we know ourselves may reach further.
    const { backoff } = state
    const count = backoff?.failure.code === 'account_forbidden' ? Math.max(backoff.count, note.count) : note.count
    const noted = { failure, endpoint: 'login', count, until: now.mono + leftMs } as const
    const further = backsOff(backoff, now.mono) && backoff.until >= noted.until
    return { state: further ? state : { ...state, backoff: noted }, heard: leftMs > 0 ? failure : undefined }
  }
  if (leftMs <= 0) return { state, heard: undefined }
  const heard = note.refused === 'action' ? actionRequired : passwordRefused
  return { state: { ...state, refused: { failure: heard, at: now.mono } }, heard }
}

/** What a refused login is noted as, for other processes. */
export const refusalKind = ({ code }: Failure): RefusalNote['refused'] =>
  code === 'action_required' ? 'action' : 'password'
