import { proxyFor } from '../../environment-proxy.ts'
import { fetchTo } from '../../network.ts'
import { passed, type Verdict, warned } from '../finding.ts'
import { networkFailure } from '../network-failure.ts'
import { CALL } from '../site.ts'
import { strangeAnswer } from '../strange-answer.ts'
import { aStep, type Place } from './configuration.ts'

/** The header has whole seconds: on average it is half of one behind. */
const HALF_A_SECOND = 500

/** What one call without a token came to. */
export interface Seen {
  readonly verdict: Verdict
  /** By how many milliseconds the API's clock is ahead of this machine's; undefined where it does not say. */
  readonly aheadMs?: number | undefined
}

/** One call without a token: whether it is the API that answers, with the 401 it should. */
export async function api(place: Place): Promise<Seen> {
  const { env, now } = place.subject
  const url = new URL(`${place.auth.baseUrl}${CALL}`)
  const before = now()
  let response: Response
  try {
    const send = fetchTo(url.href, env)
    response = await send(url, { redirect: 'manual', headers: { accept: 'application/json' }, signal: aStep(place) })
  } catch (error) {
    return { verdict: networkFailure(error, { url, env, now: now(), through: proxyFor(url, env) }) }
  }
  const middle = (before + now()) / 2
  response.body?.cancel().catch(() => {})
  const date = Date.parse(response.headers.get('date') ?? '')
  const aheadMs = Number.isNaN(date) ? undefined : date + HALF_A_SECOND - middle
  return { verdict: strangeAnswer(response, url) ?? expected(response), aheadMs }
}

function expected({ status }: Response): Verdict {
  if (status === 401) return passed('A call without a token is answered 401, as it should be.')
  return warned(
    `A call without a token was answered ${status} instead of 401.`,
    status === 429
      ? 'Too many calls come from this address: wait a minute.'
      : 'Is that the Pagamio API? Check the base URL.',
  )
}
