import type { Http2Bindings, HttpBindings } from '@hono/node-server'
import { isPagamioAuthError, type PagamioAuth } from '@pagamio/auth-core'
import { type PagamioVariable, pagamio, pagamioProxy } from '@pagamio/hono'
import { type Context, Hono } from 'hono'
import { HTTPException } from 'hono/http-exception'
import { wasNeverSent } from '../never-sent.ts'
import { isTooLarge, limitedBody } from './limited-body.ts'
import { type ProxyEntry, pathOf } from './proxy-entry.ts'
import { watchedAnswer } from './watched-answer.ts'

/** What became of one request. */
interface Exchange {
  /** The status that the API answered with, where it did. */
  upstream?: number
  /** The word for an answer that is the proxy's own. */
  own?: string
}

type Env = { Bindings: { readonly exchange: Exchange }; Variables: { pagamio: PagamioVariable } }

/** Sends on what the gate has let through, with the token attached. */
export class Forwarder {
  readonly #app: Hono<Env>
  readonly #log: (entry: ProxyEntry) => void
  readonly #underWay = new Set<Promise<void>>()
  readonly #calls = new Set<AbortController>()

  constructor(auth: PagamioAuth, allow: readonly string[], log: (entry: ProxyEntry) => void) {
    this.#log = log
    const forward = pagamioProxy({ allow })
    const basePath = new URL(auth.baseUrl).pathname.replace(/\/$/, '')
    this.#app = new Hono<Env>()
      .notFound((c) => answered(c, 404, 'not_forwarded', NOT_FORWARDED))
      .onError((error, c) => this.#failed(error, c))
    this.#app.use(pagamio(this.#endable(auth)))
    this.#app.use(async (c, next) => {
      const { pagamio } = c.var
      const fetch: PagamioVariable['fetch'] = async (input, init) => {
        const response = await pagamio.fetch(input, init)
        c.env.exchange.upstream = response.status
        return response
      }
      c.set('pagamio', { ...pagamio, fetch })
      await next()
    })
    // A program that has the base path in its own settings may leave it there.
    if (basePath !== '') this.#app.all(`${basePath}/*`, forward)
    this.#app.all('/*', forward)
  }

  readonly fetch = async (
    request: Request,
    { incoming, outgoing }: HttpBindings | Http2Bindings,
  ): Promise<Response> => {
    const startedAt = performance.now()
    let over = () => {}
    const whenOver = new Promise<void>((resolve) => {
      over = resolve
    })
    this.#underWay.add(whenOver)
    const exchange: Exchange = {}
    // A length that is said has been judged by the gate, and Node holds the client to it.
    const chunked = incoming.headers['transfer-encoding'] !== undefined
    const answer = await this.#answer(chunked ? limitedBody(request) : request, exchange)
    const { status } = answer
    // The API's 401 is about this account, and has become an answer of the proxy.
    const own = exchange.own ?? (exchange.upstream === 401 && status === 502 ? 'upstream_unauthorized' : undefined)
    return watchedAnswer(answer, (broken) => {
      if (!this.#underWay.delete(whenOver)) return
      const clientLeft = outgoing.destroyed && !outgoing.writableFinished
      const ms = performance.now() - startedAt
      const brokenOff = broken && !clientLeft
      this.#log({ method: request.method, path: pathOf(incoming.url), status, ms, own, clientLeft, brokenOff })
      // Half an answer should not look like a whole one.
      if (brokenOff) outgoing.destroy()
      over()
    })
  }

  /** Resolves when all that was begun has its answer, also where the client has left. */
  async settled(): Promise<void> {
    while (this.#underWay.size > 0) await Promise.all(this.#underWay)
  }

  /** Waits for no answer any longer. */
  abandon(): void {
    for (const call of this.#calls) call.abort()
  }

  async #answer(request: Request, exchange: Exchange): Promise<Response> {
    try {
      return await this.#app.fetch(request, { exchange })
    } catch {
      // Errors have become an answer; what is left is the reason of a client who takes none.
      return new Response(null, { status: 499 })
    }
  }

  #failed(error: Error, c: Context<Env>): Response {
    if (error instanceof HTTPException) {
      c.env.exchange.own = isPagamioAuthError(error.cause) ? error.cause.code : 'failed'
      return error.getResponse()
    }
    if (isTooLarge(error)) return answered(c, 413, 'too_large', TOO_LARGE)
    if (wasNeverSent(error)) return answered(c, 502, 'not_sent', NOT_SENT)
    const safe = c.req.method === 'GET' || c.req.method === 'HEAD'
    return answered(c, 502, 'no_answer', safe ? NO_ANSWER : NO_ANSWER_TO_A_CHANGE)
  }

  #endable(auth: PagamioAuth): PagamioAuth {
    return {
      ...auth,
      fetch: async (input, init) => {
        const call = new AbortController()
        this.#calls.add(call)
        const signals = input instanceof Request ? [input.signal, call.signal] : [call.signal]
        try {
          return await auth.fetch(input, { ...init, signal: AbortSignal.any(signals) })
        } finally {
          this.#calls.delete(call)
        }
      },
    }
  }
}

function answered(c: Context<Env>, status: 404 | 413 | 502, error: string, message: string): Response {
  c.env.exchange.own = error
  return c.json({ error, message }, status)
}

const NOT_FORWARDED =
  'This is not forwarded: it is outside --allow, or the token endpoint. The token is attached here: leave the login out.'
const TOO_LARGE = 'No call of Pagamio has a body over 10 MiB. It was cut off there: Pagamio has not seen all of it.'
const NOT_SENT = 'Pagamio cannot be reached. Nothing was sent.'
const NO_ANSWER = 'Pagamio did not answer.'
const NO_ANSWER_TO_A_CHANGE =
  'Pagamio did not answer. It may have been carried out all the same: look for its merchantReference, and send the same one again.'
