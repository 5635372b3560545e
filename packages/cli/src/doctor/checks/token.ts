import { type AccessToken, type ErrorCode, isPagamioAuthError } from '@pagamio/auth-core'
import { durationOf } from '../../duration.ts'
import { type CheckName, failed, failedBy, passed, skipped, type Verdict } from '../finding.ts'
import { PATIENCE_MS } from '../frugal-tokens.ts'
import { environmentAt, STATUS_PAGE } from '../site.ts'
import type { Place } from './configuration.ts'

/** Where the usual hint leads here. */
const AGAIN = `Try again in a minute; if it stays so, look at ${STATUS_PAGE}, and ask Pagamio support.`
const hints: Partial<Record<ErrorCode, string>> = { endpoint_unavailable: AGAIN, timeout: AGAIN }

/** Before users look for a fault on their side. */
const UNWELL = `Pagamio says itself that it is not well (health): look at ${STATUS_PAGE} first.`

/**
 * The stored token, or a new one for one login at most.
 * @param cause the failed check that keeps calls from being made
 * @param unwell the API says so of itself, which may be why there is none
 */
export async function token(
  place: Place,
  { cause, unwell }: { readonly cause: CheckName | undefined; readonly unwell: boolean },
): Promise<{ verdict: Verdict; token?: AccessToken }> {
  const { auth, tokens, subject } = place
  const lifeOf = (one: AccessToken) => `good for ${durationOf(Math.max(0, one.expiresAt - subject.now()))}`
  try {
    const { usable, state } = await auth.restore()
    if (!usable && state !== 'refused' && cause)
      return { verdict: skipped(`None is stored, and a new one was not tried: ${cause} failed.`) }
    const found = await tokens.get()
    const how = tokens.sent.at(-1)
    if (usable) return { verdict: passed(`The stored one, ${lifeOf(found)}: no login was needed.`), token: found }
    return { verdict: passed(`A new one${how ? `, by ${how}` : ''}, ${lifeOf(found)}.`), token: found }
  } catch (error) {
    const verdict = noToken(error, place)
    return { verdict: unwell ? { ...verdict, todo: [UNWELL, verdict.todo].filter(Boolean).join(' ') } : verdict }
  }
}

/** Why there is no token, and what the vendor's troubleshooting page says about it. */
export function noToken(error: unknown, { auth, tokens }: Place): Verdict {
  const { says, todo } = failedBy(error)
  if (!isPagamioAuthError(error)) return failed(says, todo)
  if (error.code === 'timeout' && tokens.sent.length > 0)
    return failed(`No answer to the ${tokens.sent.at(-1)} within ${PATIENCE_MS / 1000} s.`, hints.timeout)
  if (error.code !== 'invalid_credentials') return failed(says, hints[error.code] ?? todo)
  const environment = environmentAt(auth.baseUrl)
  const there = environment ? ` These went to ${environment}, where those of the other environment are refused.` : ''
  const known = 'This username and password were refused lately (401), and were not tried again.'
  return failed(tokens.sent.length === 0 ? known : says, `${todo}${there}`)
}
