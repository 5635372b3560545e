import { durationOf } from '../../duration.ts'
import { passed, type Verdict, warned } from '../finding.ts'
import { networkFailure } from '../network-failure.ts'
import { usedProxy } from '../proxy.ts'
import { CALL } from '../site.ts'
import { strangeAnswer } from '../strange-answer.ts'
import { aStep, type Place } from './configuration.ts'

const TOLERATED_MS = 30_000
/** The header has whole seconds: on average it is half of one behind. */
const HALF_A_SECOND = 500
const ANSWERED = 'A call without a token is answered 401, as it should be'

/** One call without a token: whether it is the API that answers, with the 401 it should, and what time it is there. */
export async function clock(place: Place): Promise<Verdict> {
  const { env, now } = place.subject
  const url = new URL(`${place.auth.baseUrl}${CALL}`)
  const before = now()
  let response: Response
  try {
    response = await fetch(url, { redirect: 'manual', headers: { accept: 'application/json' }, signal: aStep(place) })
  } catch (error) {
    return networkFailure(error, { url, env, now: now(), through: usedProxy(url, env) })
  }
  const middle = (before + now()) / 2
  response.body?.cancel().catch(() => {})
  const strange = strangeAnswer(response, url)
  if (strange) return strange
  const { status, headers } = response
  if (status !== 401)
    return warned(
      `A call without a token was answered ${status} instead of 401.`,
      status === 429
        ? 'Too many calls come from this address: wait a minute.'
        : 'Is that the Pagamio API? Check the base URL.',
    )
  return comparison(Date.parse(headers.get('date') ?? '') + HALF_A_SECOND - middle)
}

function comparison(aheadThereMs: number): Verdict {
  if (Number.isNaN(aheadThereMs)) return passed(`${ANSWERED}, without a date to compare with.`)
  const off = Math.abs(aheadThereMs)
  if (off < TOLERATED_MS) return passed(`Within ${durationOf(Math.max(1, off))} of the API's. ${ANSWERED}.`)
  return warned(
    `This machine is ${durationOf(off)} ${aheadThereMs < 0 ? 'ahead of' : 'behind'} the API.`,
    'Switch on the synchronisation of its clock (Linux: `timedatectl set-ntp true`). Tokens still work; certificates, logs and what you date with it may not.',
  )
}
