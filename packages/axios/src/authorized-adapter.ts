import { type AccessToken, PagamioAuthError, sendAuthorized, type TokenSource } from '@pagamio/auth-core'
import axios, { type AxiosAdapter, type AxiosError, type AxiosResponse, type InternalAxiosRequestConfig } from 'axios'
import { calledOff, callerSignal } from './caller-signal.ts'
import { guardedRedirects } from './guarded-redirects.ts'
import { outgoingData } from './outgoing-data.ts'
import { redact } from './own-authorization.ts'
import { withoutRequest } from './without-request.ts'

/** What an adapter came to: axios rejects where `validateStatus` says so. */
type Outcome = { readonly response: AxiosResponse } | { readonly error: unknown }

/** Puts a base URL and a path together as axios does, whatever the defaults of an instance are. */
const plain = new axios.Axios({})

/** The adapter that sends, with the token on what Pagamio owns; where it ends nothing is left that shows the token. */
export function authorizedAdapter(send: AxiosAdapter, source: TokenSource): AxiosAdapter {
  return async (config) => {
    const own = config.headers.get('authorization')
    if (String(own).includes('redacted AccessToken'))
      throw new PagamioAuthError('invalid_options', 'An AccessToken was used as text: use its .authorization.')
    const url = urlOf(config)
    // A path alone is below the page's address where axios finds one (jsdom), and not below ours.
    if (config.socketPath || !/^https?:/i.test(url) || !source.owns(url)) return send(config)
    if (own != null || config.auth)
      return send(config).catch((error) => {
        throw withoutRequest(error, redact(config))
      })

    const { data, contentType, replayable } = await outgoingData(config.data)
    let sent = false
    const attempt = async (token: AccessToken): Promise<Outcome> => {
      const cancelled = calledOff(config)
      if (cancelled) throw cancelled
      sent = true
      const headers = new axios.AxiosHeaders(config.headers).set('Authorization', token.authorization)
      if (contentType !== undefined) headers.set('Content-Type', contentType)
      const authorized = { ...config, data, headers, ...guardedRedirects(config, source, token) }
      return send(authorized).then(
        (response) => ({ response }),
        (error) => ({ error }),
      )
    }
    const { signal, release } = callerSignal(config)
    const outcome = await sendAuthorized(source, {
      signal,
      timeoutMs: timeoutOf(config),
      replayable,
      send: attempt,
      rejected: (answer) => isAboutToken(source, responseOf(answer)),
      dropped: (answer) => responseOf(answer)?.data?.destroy?.(),
    })
      .catch((error) => {
        throw calledOff(config) ?? error
      })
      .finally(() => {
        release()
        if (!sent) letGo(config.data)
      })
    if ('response' in outcome) return withoutRequest(outcome.response, config)
    throw withoutRequest(outcome.error as AxiosError, config)
  }
}

/** Not if a redirect has led to a server that never got the token. */
function isAboutToken(source: TokenSource, response: AxiosResponse | undefined): boolean {
  const { responseUrl } = (response?.request as { res?: { responseUrl?: string } } | undefined)?.res ?? {}
  return response?.status === 401 && (responseUrl === undefined || source.owns(responseUrl))
}

/** A stream that nobody will read would keep its file open. */
function letGo(data: unknown): void {
  if (data instanceof ReadableStream) data.cancel().catch(() => {})
  else (data as { destroy?(): void } | null | undefined)?.destroy?.()
}

/** As axios reads it, which takes a text as well. */
function timeoutOf({ timeout }: InternalAxiosRequestConfig): number | undefined {
  const ms = Number.parseInt(String(timeout), 10)
  return ms > 0 ? ms : undefined
}

function urlOf({ baseURL, url, allowAbsoluteUrls }: InternalAxiosRequestConfig): string {
  const facts = { baseURL, url, allowAbsoluteUrls }
  return plain.getUri(Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== undefined)))
}

const responseOf = (outcome: Outcome): AxiosResponse | undefined =>
  'response' in outcome ? outcome.response : (outcome.error as AxiosError | undefined)?.response
