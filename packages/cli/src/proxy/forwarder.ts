import type { Http2Bindings, HttpBindings } from '@hono/node-server'
import type { PagamioAuth } from '@pagamio/auth-core'
import { pagamioProxy } from '@pagamio/hono'
import { Hono } from 'hono'
import { HTTPException } from 'hono/http-exception'
import { type ProxyEntry, pathOf } from './proxy-entry.ts'
import { watchedAnswer } from './watched-answer.ts'

/** Sends on what the gate has let through, with the token attached. */
export class Forwarder {
  readonly #app: Hono
  readonly #log: (entry: ProxyEntry) => void
  readonly #underWay = new Set<Promise<void>>()
  readonly #calls = new Set<AbortController>()

  constructor(auth: PagamioAuth, allow: readonly string[], log: (entry: ProxyEntry) => void) {
    this.#log = log
    const forward = pagamioProxy({ auth: this.#endable(auth), allow })
    const basePath = new URL(auth.baseUrl).pathname.replace(/\/$/, '')
    this.#app = new Hono()
      .notFound((c) => c.json({ error: 'not_forwarded', message: NOT_FORWARDED }, 404))
      .onError((error, c) => {
        if (error instanceof HTTPException) return error.getResponse()
        const safe = c.req.method === 'GET' || c.req.method === 'HEAD'
        return c.json({ error: 'no_answer', message: safe ? NO_ANSWER : NO_ANSWER_TO_A_CHANGE }, 502)
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
    const exchange = new Promise<void>((resolve) => {
      over = resolve
    })
    this.#underWay.add(exchange)
    const answer = await this.#answer(request)
    return watchedAnswer(answer, (broken) => {
      if (!this.#underWay.delete(exchange)) return
      const clientLeft = outgoing.destroyed && !outgoing.writableFinished
      const { status } = answer
      const ms = performance.now() - startedAt
      const brokenOff = broken && !clientLeft
      this.#log({ method: request.method, path: pathOf(incoming.url), status, ms, clientLeft, brokenOff })
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

  async #answer(request: Request): Promise<Response> {
    try {
      return await this.#app.fetch(request)
    } catch {
      // Errors have become an answer; what is left is the reason of a client who takes none.
      return new Response(null, { status: 499 })
    }
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

const NOT_FORWARDED =
  'This is not forwarded: it is outside --allow, or the token endpoint. The token is attached here: leave the login out.'
const NO_ANSWER = 'Pagamio did not answer.'
const NO_ANSWER_TO_A_CHANGE =
  'Pagamio did not answer. It may have been carried out all the same: look for its merchantReference, and send the same one again.'
