import axios, { type AxiosError, type AxiosResponse, type InternalAxiosRequestConfig } from 'axios'
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
 * does, so that nobody who logs it prints the token.
 */
export function withoutRequest<T extends AxiosError | AxiosResponse>(
  outcome: T,
  config: InternalAxiosRequestConfig,
): T {
  for (const part of partsOf(outcome)) {
    if (part.config) part.config = config
    if (part.request) part.request = standIn(part.request)
    quietStream((part as AxiosResponse).data)
  }
  return outcome
}

/** An error, its response, and the same of what caused it: the fetch adapter of axios before 1.15 wraps its errors. */
function partsOf(outcome: unknown): (AxiosError | AxiosResponse)[] {
  if (typeof outcome !== 'object' || outcome === null) return []
  const { response, cause } = outcome as AxiosError
  return [
    outcome as AxiosError,
    ...(response ? [response] : []),
    ...partsOf(axios.isAxiosError(cause) ? cause : undefined),
  ]
}

function standIn({ method, path, host, url, res }: SentRequest): SentRequest {
  const responseUrl = res?.responseUrl
  return { method, path, host, url, ...(responseUrl === undefined ? {} : { res: { responseUrl } }) } as SentRequest
}
