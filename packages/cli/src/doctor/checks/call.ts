import type { AccessToken } from '@pagamio/auth-core'
import { proxyFor } from '../../environment-proxy.ts'
import { failed, passed, type Verdict, warned } from '../finding.ts'
import { jsonOf } from '../json-of.ts'
import { networkFailure } from '../network-failure.ts'
import { CALL } from '../site.ts'
import { strangeAnswer } from '../strange-answer.ts'
import { aStep, type Place } from './configuration.ts'
import { noToken } from './token.ts'

/** What its troubleshooting page says that a ticket wants. */
const SUPPORT =
  'ask Pagamio support, and give the time in SAST, and what was sent and answered without credentials and token'

/** One call with the token. A stored one that was revoked is replaced, as any call would; a new one is not. */
export async function call(place: Place, held: AccessToken): Promise<Verdict> {
  const { auth, tokens, subject, url } = place
  // With a header of ours the library renews nothing by itself.
  const send = ({ authorization }: AccessToken) =>
    auth.fetch(CALL, {
      headers: { accept: 'application/json', authorization },
      redirect: 'manual',
      signal: aStep(place),
    })
  try {
    const first = await send(held)
    if (first.status !== 401 || tokens.sent.length > 0) return await judged(first, url)
    first.body?.cancel().catch(() => {})
    return await retried(place, held, send)
  } catch (error) {
    return networkFailure(error, { url, env: subject.env, now: subject.now(), through: proxyFor(url, subject.env) })
  }
}

async function retried(
  place: Place,
  held: AccessToken,
  send: (token: AccessToken) => Promise<Response>,
): Promise<Verdict> {
  let renewed: AccessToken
  try {
    renewed = await place.tokens.get(held)
  } catch (error) {
    const why = noToken(error, place)
    return { ...why, says: `The stored token was revoked, and no new one came. ${why.says}` }
  }
  const verdict = await judged(await send(renewed), place.url)
  return { ...verdict, says: `The stored token was revoked, and has been replaced. ${verdict.says}` }
}

async function judged(response: Response, url: URL): Promise<Verdict> {
  const { status } = response
  const strange = strangeAnswer(response, url)
  const body = await jsonOf(response)
  if (strange) return strange
  const said = `GET ${CALL}: ${status}${codeIn(body)}`
  if (status === 401)
    return failed(
      `${said}, although the token is new.`,
      `Pagamio answers some missing permissions so. Is the base URL that of its environment? Else ${SUPPORT}.`,
    )
  if (status === 403)
    return failed(
      `${said}.`,
      `Is the account active? Is the merchant approved? May its role read products? A new token does not help. Else ${SUPPORT}.`,
    )
  if (status === 429) return failed(`${said}.`, 'Too many calls: wait a minute.')
  if (!response.ok) return failed(`${said}.`, `This is not documented: ${SUPPORT}.`)
  if (!Array.isArray(body)) return warned(`${said}, but no list of categories.`, 'Check the base URL.')
  return passed(`${said}, ${body.length} categories.`)
}

/** The vendor's code for what is wrong. Its message is not shown: it may name the user. */
function codeIn(body: unknown): string {
  const code = String((body as { responseCode?: unknown } | null | undefined)?.responseCode ?? '')
  return /^\d{1,6}$/.test(code) ? ` (${code})` : ''
}
