import type { AxiosError, AxiosResponse, InternalAxiosRequestConfig } from 'axios'
import { quietStream } from './quiet-stream.ts'

interface SentRequest {
  readonly method?: string
  readonly path?: string
  readonly host?: string
  readonly url?: string
  readonly res?: { readonly responseUrl?: string }
}

/**
 * Hands on an error or a response with a config that does not show the token, and with a stand-in for the request that
 * does, so that a log of it does not print the token.
 */
export function withoutRequest<T extends AxiosError | AxiosResponse>(
  outcome: T,
  config: InternalAxiosRequestConfig,
): T {
  if (typeof outcome !== 'object' || outcome === null) return outcome
  // Before 1.15 the fetch adapter wraps its errors.
  const { response, cause } = outcome as AxiosError
  for (const part of [
    outcome,
    response,
    cause as AxiosError | undefined,
    (cause as AxiosError | undefined)?.response,
  ]) {
    if (!part) continue
    if (part.config) part.config = config
    if (part.request) part.request = standIn(part.request)
    quietStream((part as AxiosResponse).data)
  }
  return outcome
}

function standIn({ method, path, host, url, res }: SentRequest): SentRequest {
  const responseUrl = res?.responseUrl
  return { method, path, host, url, ...(responseUrl === undefined ? {} : { res: { responseUrl } }) } as SentRequest
}
