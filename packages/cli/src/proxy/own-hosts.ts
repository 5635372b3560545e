import { hostname, networkInterfaces } from 'node:os'
import type { ListenAddress } from './listen-address.ts'

const LOOPBACK = ['127.0.0.1', 'localhost', '[::1]']

/**
 * What a client may have in its `Host`, exactly: an address of this proxy with its port, or what was named with a port of
 * its own, as a client calls it through a forwarded one. Undefined on a socket.
 */
export function ownHosts(
  address: ListenAddress,
  port: number,
  more: readonly string[],
): ReadonlySet<string> | undefined {
  if (address.kind === 'socket') return undefined
  const names = [...LOOPBACK, ...more, ...(address.loopback ? [inBrackets(address.host)] : ownAddresses())]
  return new Set(names.flatMap((name) => spellingsOf(name.toLowerCase(), port)))
}

/** `name`, `name:9000`, `::1`, `[::1]:9000`: as a `Host` has it, with the port unless that is the one of http. */
function spellingsOf(text: string, usualPort: number): readonly string[] {
  const [, named, digits] = /^(\[.*\]|[^:]*):(\d{1,5})$/.exec(text) ?? []
  const name = named ?? inBrackets(text)
  const port = Number(digits ?? usualPort)
  return port === 80 ? [name, `${name}:80`] : [`${name}:${port}`]
}

/** What a client can call: an address of this machine, where it listens on all of them. */
export function callable(host: string): string {
  if (host !== '0.0.0.0' && host !== '::') return inBrackets(host)
  const addresses = Object.values(networkInterfaces()).flatMap((interfaces) => interfaces ?? [])
  const { address } = addresses.find(({ family, internal }) => family === 'IPv4' && !internal) ?? {}
  return address ?? '127.0.0.1'
}

function ownAddresses(): readonly string[] {
  const addresses = Object.values(networkInterfaces()).flatMap((interfaces) => interfaces ?? [])
  return [hostname(), ...addresses.map(({ address }) => inBrackets(address))]
}

const inBrackets = (address: string): string =>
  address.includes(':') && !address.startsWith('[') ? `[${address}]` : address
