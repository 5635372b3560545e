import type { IncomingMessage, ServerResponse } from 'node:http'
import { httpTrouble, isPagamioAuthError, type PagamioAuth, sendAuthorized } from '@pagamio/auth-core'
import type { Dispatcher } from 'undici'
import { wasNeverSent } from '../never-sent.ts'
import type { Allowed } from './allowed.ts'
import { type Answer, passOn } from './answer.ts'
import type { ForwardedHeaders } from './forwarded-headers.ts'
import { type ProxyEntry, pathOf } from './proxy-entry.ts'
import { bodyOf, isTooLarge } from './request-body.ts'
import { returnedHeaders } from './returned-headers.ts'

export interface ForwarderOptions {
  readonly auth: PagamioAuth
  /** Ways to the API. The forwarder ends them. */
  readonly upstream: Dispatcher
  readonly allowed: Allowed
  readonly headers: ForwardedHeaders
  readonly log: (entry: ProxyEntry) => void
}

type Method = Dispatcher.HttpMethod

/** Sends on what the gate has let through, with the token attached. */
export class Forwarder {
  readonly #options: ForwarderOptions
  readonly #origin: string
  readonly #basePath: string
  readonly #underWay = new Set<Promise<void>>()

  constructor(options: ForwarderOptions) {
    this.#options = options
    const { origin, pathname } = new URL(options.auth.baseUrl)
    this.#origin = origin
    this.#basePath = pathname.replace(/\/$/, '')
  }

  forward(request: IncomingMessage, response: ServerResponse): void {
    const exchange = this.#exchange(request, response)
    this.#underWay.add(exchange)
    void exchange.then(() => this.#underWay.delete(exchange))
  }

  /** Resolves when all that was begun has its answer, also where the client has left. */
  async settled(): Promise<void> {
    while (this.#underWay.size > 0) await Promise.all(this.#underWay)
  }

  /** Waits for no answer any longer. */
  abandon(): Promise<void> {
    return this.#options.upstream.destroy()
  }

  async #exchange(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const startedAt = performance.now()
    const { method = '', url } = request
    const caller = new AbortController()
    // The reason of an abort is an error with a stack: a client that has its answer needs none.
    response.once('close', () => response.writableFinished || caller.abort())
    const answer = await this.#answerTo(request, caller.signal).catch((error) =>
      ownAnswer(error, method, caller.signal),
    )
    const passage = await passOn(answer, request, response)
    const { status, own } = answer
    const ms = performance.now() - startedAt
    const clientLeft = passage === 'left'
    this.#options.log({ method, path: pathOf(url), status, ms, own, clientLeft, brokenOff: passage === 'broken' })
  }

  async #answerTo(request: IncomingMessage, caller: AbortSignal): Promise<Answer> {
    const { auth, allowed, upstream } = this.#options
    const method = (request.method ?? '') as Method
    const { pathname, search } = new URL(request.url ?? '', this.#origin)
    const path = this.#belowBase(pathname)
    if (!allowed(method, path) || !auth.owns(`${auth.baseUrl}${path}${search}`)) return NOT_FORWARDED
    const headers = this.#options.headers.of(request.headers)
    const body = await bodyOf(request)
    const safe = method === 'GET' || method === 'HEAD'
    const answer = await sendAuthorized<Dispatcher.ResponseData>(auth, {
      // A purchase that was begun is finished, also where its caller has left: nobody would know what became of it. One
      // that was not sent yet is not begun.
      signal: caller,
      replayable: body === null || Buffer.isBuffer(body),
      send: ({ authorization }) =>
        upstream.request({
          origin: this.#origin,
          path: `${this.#basePath}${path}${search}`,
          method,
          headers: { ...headers, authorization },
          body,
          signal: safe ? caller : null,
        }),
      rejected: ({ statusCode }) => statusCode === 401,
      dropped: drop,
    })
    if (answer.statusCode !== 401)
      return { status: answer.statusCode, headers: returnedHeaders(answer.headers), body: answer.body }
    drop(answer)
    return UNAUTHORIZED
  }

  /** A program that has the base path in its own settings may leave it there. */
  #belowBase(pathname: string): string {
    return this.#basePath !== '' && pathname.startsWith(`${this.#basePath}/`)
      ? pathname.slice(this.#basePath.length)
      : pathname
  }
}

/** Nobody reads it; kept unread it would keep its connection. */
const drop = ({ body }: Dispatcher.ResponseData): void => void body.dump().catch(() => {})

function ownAnswer(error: unknown, method: string, caller: AbortSignal): Answer {
  // Nobody takes it; it is what the log says.
  if (caller.aborted) return { status: 499, headers: {}, body: '' }
  if (isPagamioAuthError(error)) {
    const { status, headers, body } = httpTrouble(error)
    return said(status, error.code, body, headers)
  }
  if (isTooLarge(error)) return TOO_LARGE
  if (wasNeverSent(error)) return NOT_SENT
  return method === 'GET' || method === 'HEAD' ? NO_ANSWER : NO_ANSWER_TO_A_CHANGE
}

function said(status: number, own: string, content: object, more: Readonly<Record<string, string>> = {}): Answer {
  const body = JSON.stringify(content)
  const length = String(Buffer.byteLength(body))
  return { status, own, headers: { ...more, 'content-type': 'application/json', 'content-length': length }, body }
}
const saying = (status: number, error: string, message: string): Answer => said(status, error, { error, message })

const NOT_FORWARDED = saying(
  404,
  'not_forwarded',
  'This is not forwarded: it is outside --allow, or the token endpoint. The token is attached here: leave the login out.',
)
// It is about us, and would tell a caller that its own credentials are wrong. A body that was streamed is never sent twice:
// then it may have been a token that had run out, which is replaced by now.
const UNAUTHORIZED = saying(
  502,
  'upstream_unauthorized',
  'Pagamio answered 401. If it does so again, it is not allowed.',
)
const TOO_LARGE = saying(
  413,
  'too_large',
  'No call of Pagamio has a body over 10 MiB. It was cut off there: Pagamio has not seen all of it.',
)
const NOT_SENT = saying(502, 'not_sent', 'Pagamio cannot be reached. Nothing was sent.')
const NO_ANSWER = saying(502, 'no_answer', 'Pagamio did not answer.')
const NO_ANSWER_TO_A_CHANGE = saying(
  502,
  'no_answer',
  'Pagamio did not answer. It may have been carried out all the same: look for its merchantReference, and send the same one again.',
)
