import type { CredentialSource, Credentials } from '../acquire/credentials.ts'
import { forbidden, refusal } from '../acquire/token-endpoint.ts'
import type { PagamioAuthError } from '../errors/errors.ts'
import type { Clock } from '../platform/clock.ts'
import type { TokenState } from '../token/token-state.ts'
import type { TokenShelf } from './store-session.ts'

interface NoteParts {
  readonly state: TokenState
  readonly clock: Clock
  readonly shelf: TokenShelf
  readonly credentials: CredentialSource
}

/** Long enough for a crash loop or a loop in a shell, short enough for an account that was put right. */
const PASSWORD_REFUSED_MS = 10 * 60_000

/** Tells other processes, and this one after a restart, that these credentials brought nothing, and for how long. */
export function noteRefusal({ shelf, state }: NoteParts, credentials: Credentials, error: PagamioAuthError): void {
  const { retryAfterMs: forMs = PASSWORD_REFUSED_MS, code } = error
  const refused = code === 'account_forbidden' ? 'account' : 'password'
  shelf.saveRefusal(credentials, { refused, forMs, count: state.trouble?.count ?? 1 })
}

/** What another process, or this one before it was restarted, has heard lately of these credentials. */
export async function refusalElsewhere(
  { shelf, state, clock, credentials: source }: NoteParts,
  credentials: Credentials,
): Promise<PagamioAuthError | undefined> {
  const note = await shelf.refusal(credentials)
  if (!note || source.lifted(note.ageMs)) return undefined
  const leftMs = note.forMs - note.ageMs
  if (note.refused === 'account') {
    // How often it was so counts on when its time is over.
    const error = forbidden().retryingAfter(Math.max(0, leftMs))
    state.trouble = { error, endpoint: 'login', count: note.count, until: clock.monotonic() + leftMs }
    return leftMs > 0 ? error : undefined
  }
  if (leftMs <= 0) return undefined
  source.refuse(credentials, refusal())
  return refusal()
}
