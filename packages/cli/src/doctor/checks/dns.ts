import { untilAborted } from '@pagamio/auth-core'
import { proxyFor } from '../../environment-proxy.ts'
import { passed, skipped, type Verdict } from '../finding.ts'
import { networkFailure } from '../network-failure.ts'
import { hostOf, isAddress } from '../site.ts'
import { aStep, type Place } from './configuration.ts'

const SHOWN = 4

/** Whether the name of the host leads anywhere. */
export async function dns(place: Place): Promise<Verdict> {
  const { url, subject } = place
  const proxy = proxyFor(url, subject.env)
  const attempt = { url, env: subject.env, now: subject.now() }
  if (isAddress(url)) return passed(`${hostOf(url)} is an address: nothing to look up.`)
  if (proxy) return skipped(`The proxy looks up names: ${proxy.url.host} (${proxy.variable}).`)
  try {
    const addresses = await untilAborted(aStep(place), () => subject.lookup(url.hostname))
    if (addresses.length === 0) return networkFailure('ENOTFOUND', attempt)
    const more = addresses.length > SHOWN ? `, and ${addresses.length - SHOWN} more` : ''
    return passed(`${url.hostname} is ${addresses.slice(0, SHOWN).join(', ')}${more}.`)
  } catch (error) {
    return networkFailure(error, attempt)
  }
}
