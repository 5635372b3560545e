import { Failure } from './failure.ts'

/** The proxy that the environment names for a URL. */
export interface EnvironmentProxy {
  /** Host and port, without the credentials that such variables may hold. */
  readonly url: URL
  /** With them. */
  readonly href: string
  readonly variable: string
}

/**
 * By `HTTPS_PROXY` and `NO_PROXY`, as curl does. Only https goes through one, in a tunnel that it cannot look into: plain
 * http is for this machine, or for a host that was named because it is near.
 * @throws Failure for a variable that names no proxy
 */
export function proxyFor(target: URL, env: NodeJS.ProcessEnv): EnvironmentProxy | undefined {
  const variable = ['https_proxy', 'HTTPS_PROXY'].find((name) => env[name])
  if (!variable || target.protocol !== 'https:' || isLoopback(target)) return undefined
  if (exempt(target, env.no_proxy || env.NO_PROXY || '')) return undefined
  const text = env[variable] ?? ''
  const url = URL.parse(text.includes('://') ? text : `http://${text}`)
  if (!url || !/^https?:$/.test(url.protocol))
    throw new Failure(`${variable} names no proxy of http.`, 'For example http://proxy.example:3128.')
  return { url: new URL(`${url.protocol}//${url.host}`), href: url.href, variable }
}

const isLoopback = ({ hostname }: URL): boolean => /^((.+\.)?localhost|127(\.\d+){3}|\[::1\])$/.test(hostname)

function exempt(target: URL, list: string): boolean {
  const port = target.port || '443'
  return list
    .toLowerCase()
    .split(/[\s,]+/)
    .filter((entry) => entry !== '')
    .some((entry) => {
      const name = entry.replace(/^\*?\./, '')
      return (
        entry === '*' ||
        [`${target.hostname}:${port}`, target.hostname].some((own) => own === name || own.endsWith(`.${name}`))
      )
    })
}
