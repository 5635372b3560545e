import { isIP } from 'node:net'
import { isSameKey } from './control-key.ts'
import { refusal } from './control-refusal.ts'

export interface GateRules {
  readonly key: string
  /** In lower case. */
  readonly hosts: ReadonlySet<string>
}

/**
 * Programs that know the key come in, web pages never do. A page that has its own name point at this machine is known by
 * its `Host`, which is a name then: addresses cannot be made to point elsewhere. Any other page has an `Origin`.
 */
export function turnedAway({ headers }: Request, { key, hosts }: GateRules): Response | undefined {
  const host = headers.get('host')?.toLowerCase() ?? ''
  if (!isKnown(host, hosts))
    return refusal(421, 'wrong_host', 'Call it by an address or as localhost, or name this host among its hosts')
  const origin = headers.get('origin')
  const site = headers.get('sec-fetch-site') ?? 'none'
  if ((origin !== null && origin !== `http://${host}`) || (site !== 'none' && site !== 'same-origin'))
    return refusal(403, 'foreign_origin', 'Web pages may not use this')
  if (!isSameKey(headers.get('x-simulator-key') ?? '', key))
    return refusal(401, 'key_required', 'Send the key as X-Simulator-Key')
  return undefined
}

/** A `Host` has a port or none; that of a forwarded one is not known here. */
function isKnown(host: string, hosts: ReadonlySet<string>): boolean {
  const [, address, name] = /^(?:\[(.+)\]|([^:]+))(?::\d{1,5})?$/.exec(host) ?? []
  if (address !== undefined) return isIP(address) === 6
  return name !== undefined && (name === 'localhost' || isIP(name) === 4 || hosts.has(name))
}
