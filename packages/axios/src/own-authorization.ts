import axios, { type AxiosHeaderValue, type InternalAxiosRequestConfig } from 'axios'

const REDACTED = '[redacted]'

/** Under it a redacted config keeps the value, as a function: nothing prints what it would return. */
const kept = Symbol('Authorization')

interface Redacted extends InternalAxiosRequestConfig {
  [kept]?: (() => AxiosHeaderValue) | undefined
}

/** A copy of a config that can be logged, and sent again. */
export function redact(config: InternalAxiosRequestConfig): InternalAxiosRequestConfig {
  const own = config.headers.get('authorization')
  if (!own) return config
  const headers = new axios.AxiosHeaders(config.headers).set('Authorization', REDACTED)
  return { ...config, headers, [kept]: () => own } as Redacted
}

/** If the config of an error is sent again, as `axios-retry` does, what was in it is sent. */
export function restore(config: Redacted): void {
  const own = config[kept]
  if (own && config.headers.get('authorization') === REDACTED) config.headers.set('Authorization', own())
  delete config[kept]
}
