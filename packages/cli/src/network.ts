import type { FetchLike } from '@pagamio/auth-core'
import type { Dispatcher } from 'undici'
import { proxyFor } from './environment-proxy.ts'

/**
 * The `fetch` that goes to that API by the way that the environment names; the platform's own, which goes straight, where
 * it names none.
 * @throws Failure for a variable that names no proxy
 */
export function fetchTo(baseUrl: string, env: NodeJS.ProcessEnv): FetchLike {
  const proxy = URL.canParse(baseUrl) ? proxyFor(new URL(baseUrl), env) : undefined
  if (!proxy) return fetch
  let ready: Promise<FetchLike> | undefined
  const through = async (): Promise<FetchLike> => {
    // Loaded only if it is needed: a tool that is run before each call has to start at once.
    const { fetch, ProxyAgent } = await import('undici')
    const dispatcher = new ProxyAgent(proxy.href)
    return ((input: string, init: object) => fetch(input, { ...init, dispatcher })) as unknown as FetchLike
  }
  return async (input, init) => {
    ready ??= through()
    return (await ready)(input, init)
  }
}

/** The same as connections to forward over, as many as are asked for at once. */
export async function dispatcherTo(baseUrl: string, env: NodeJS.ProcessEnv): Promise<Dispatcher> {
  const { Pool, ProxyAgent } = await import('undici')
  const url = new URL(baseUrl)
  const proxy = proxyFor(url, env)
  return proxy ? new ProxyAgent(proxy.href) : new Pool(url.origin)
}
