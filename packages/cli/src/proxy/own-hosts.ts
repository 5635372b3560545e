import { hostname, networkInterfaces } from 'node:os'
import type { ListenAddress } from './listen-address.ts'

const LOOPBACK = ['127.0.0.1', 'localhost', '[::1]']

/** What a client may have in its `Host`, exactly: an address of this proxy with its port. Undefined on a socket. */
export function ownHosts(
  address: ListenAddress,
  port: number,
  more: readonly string[],
): ReadonlySet<string> | undefined {
  if (address.kind === 'socket') return undefined
  const names = [...LOOPBACK, ...more, ...(address.loopback ? [inBrackets(address.host)] : ownAddresses())]
  const hosts = names.map((name) => name.toLowerCase())
  return new Set(hosts.flatMap((name) => (port === 80 ? [name, `${name}:80`] : [`${name}:${port}`])))
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

const inBrackets = (address: string): string => (address.includes(':') ? `[${address}]` : address)
