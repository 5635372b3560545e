import { daysOf } from '../../duration.ts'
import { proxyFor } from '../../environment-proxy.ts'
import { passed, type Verdict, warned } from '../finding.ts'
import { type Handshake, shakeHands } from '../handshake.ts'
import { type Attempt, networkFailure } from '../network-failure.ts'
import { addressOf } from '../site.ts'
import { aStep, type Place } from './configuration.ts'

/** Time enough for somebody to notice before tokens stop coming. */
const SHORT_LIVED_DAYS = 14

/** Whether a server listens at the API's address and has a valid certificate. */
export async function connection(place: Place): Promise<Verdict> {
  const { env, now } = place.subject
  const proxy = proxyFor(place.url, env)
  const url = proxy ? proxy.url : place.url
  const attempt: Attempt = { url, env, now: now(), proxy }
  try {
    const handshake = await shakeHands(url, aStep(place))
    if (proxy) return passed(`The proxy ${addressOf(url)} (${proxy.variable}) accepts connections.`)
    if (!handshake) return passed(`${addressOf(url)} accepts connections; plain http, on this machine.`)
    const { problem, certificate } = handshake
    return problem ? networkFailure(problem, { ...attempt, certificate }) : trusted(handshake, attempt)
  } catch (error) {
    return networkFailure(error, attempt)
  }
}

function trusted({ protocol, certificate }: Handshake, { url, env, now }: Attempt): Verdict {
  const days = daysOf(Date.parse(certificate.validTo) - now)
  const says = `${addressOf(url)} speaks ${protocol}; its certificate is good for ${days} days.`
  if (env.NODE_TLS_REJECT_UNAUTHORIZED === '0')
    return warned(
      `${says} But Node would take any other as well.`,
      'Unset NODE_TLS_REJECT_UNAUTHORIZED: with 0, anybody in between can read the password.',
    )
  if (days < SHORT_LIVED_DAYS)
    return warned(says, 'It has to be renewed before that: tell Pagamio support, or the people who run that server.')
  return passed(says)
}
