import { addressOf } from './site.ts'

/** The proxy that the environment names for a URL. */
export interface EnvironmentProxy {
  /** Host and port, without the credentials that such variables may hold. */
  readonly url: URL
  readonly variable: string
  /** Whether Node goes through it. It does not by itself. */
  readonly used: boolean
}

function proxyFor(target: URL, env: NodeJS.ProcessEnv): EnvironmentProxy | undefined {
  const name = target.protocol === 'https:' ? 'https_proxy' : 'http_proxy'
  const variable = [name, name.toUpperCase()].find((one) => env[one])
  const url = variable && parsed(env[variable] ?? '')
  if (!variable || !url || exempt(target, env.no_proxy || env.NO_PROXY || '')) return undefined
  return { url, variable, used: env.NODE_USE_ENV_PROXY === '1' }
}

/** The one that Node really goes through. */
export function usedProxy(target: URL, env: NodeJS.ProcessEnv): EnvironmentProxy | undefined {
  const proxy = proxyFor(target, env)
  return proxy?.used ? proxy : undefined
}

/** For those whose connections fail: perhaps because they were to go another way. */
export const ignoredProxyHint = (target: URL, env: NodeJS.ProcessEnv): string => {
  const proxy = proxyFor(target, env)
  return proxy && !proxy.used ? ` ${proxy.variable} is set, but Node only uses it with NODE_USE_ENV_PROXY=1.` : ''
}

function parsed(text: string): URL | undefined {
  const url = URL.parse(text.includes('://') ? text : `http://${text}`)
  return url ? new URL(`${url.protocol}//${url.host}`) : undefined
}

function exempt(target: URL, list: string): boolean {
  return list
    .toLowerCase()
    .split(/[\s,]+/)
    .filter((entry) => entry !== '')
    .some((entry) => {
      const name = entry.replace(/^\*?\./, '')
      return (
        entry === '*' || [addressOf(target), target.hostname].some((own) => own === name || own.endsWith(`.${name}`))
      )
    })
}
