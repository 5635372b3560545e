import { isIP } from 'node:net'
import { exitCodes } from '../exit-codes.ts'
import { Failure } from '../failure.ts'

/** Where the proxy listens. */
export type ListenAddress =
  | { readonly kind: 'socket'; readonly path: string }
  | { readonly kind: 'tcp'; readonly host: string; readonly port: number; readonly loopback: boolean }

/**
 * `127.0.0.1:8787`, `[::1]:8787`, `localhost:8787`, or `unix:/path/of/a/socket`. A name other than localhost is refused:
 * nobody sees what it means today.
 * @throws Failure
 */
export function listenAddress(text: string, flag = '--listen'): ListenAddress {
  const path = /^unix:(.+)$/.exec(text)?.[1]
  if (path !== undefined) return { kind: 'socket', path }
  const [, name = '', digits = ''] = /^(localhost|\[[0-9a-f:.]+\]|[0-9.]+):(\d{1,5})$/i.exec(text) ?? []
  const host = name.toLowerCase() === 'localhost' ? '127.0.0.1' : name.replace(/^\[|\]$/g, '')
  const port = Number(digits)
  if (digits === '' || port > 65_535 || isIP(host) === 0) {
    const hint = 'For example 127.0.0.1:8787, [::1]:8787, or unix:/run/user/1000/pagamio.'
    throw new Failure(`${flag} should be an address and a port, or a socket.`, hint, exitCodes.usage)
  }
  return { kind: 'tcp', host, port, loopback: isLoopback(host) }
}

const isLoopback = (host: string): boolean => host.startsWith('127.') || host === '::1'
