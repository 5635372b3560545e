import type { PagamioAuth } from '@pagamio/auth-core'
import { pagamioProxy } from '@pagamio/hono'
import { Hono } from 'hono'
import { HTTPException } from 'hono/http-exception'

/** One request as it went, without anything that was in it. */
export interface ProxyEntry {
  readonly method: string
  /** Without the query. */
  readonly path: string
  readonly status: number
  readonly ms: number
  /** The client had left before the answer came. */
  readonly clientLeft: boolean
}

/** Sends on what the gate has let through, with the token attached. */
export class Forwarder {
  readonly #app: Hono
  readonly #underWay = new Set<Promise<unknown>>()

  constructor(auth: PagamioAuth, allow: readonly string[], log: (entry: ProxyEntry) => void) {
    const forward = pagamioProxy({ auth, allow })
    const basePath = new URL(auth.baseUrl).pathname.replace(/\/$/, '')
    this.#app = new Hono()
      .use(async (c, next) => {
        const startedAt = performance.now()
        await next()
        const { method, path, raw } = c.req
        const ms = performance.now() - startedAt
        log({ method, path, status: c.res.status, ms, clientLeft: raw.signal.aborted })
      })
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

  readonly fetch = (request: Request): Promise<Response> => {
    const answer = Promise.resolve(this.#app.fetch(request))
    const settled: Promise<unknown> = answer.then(
      () => this.#underWay.delete(settled),
      () => this.#underWay.delete(settled),
    )
    this.#underWay.add(settled)
    return answer
  }

  /** Resolves when all that was begun has an answer, also where its client has left. */
  async settled(): Promise<void> {
    while (this.#underWay.size > 0) await Promise.all(this.#underWay)
  }
}

const NOT_FORWARDED =
  'This is not forwarded: it is outside --allow, or the token endpoint. The token is attached here: leave the login out.'
const NO_ANSWER = 'Pagamio did not answer.'
const NO_ANSWER_TO_A_CHANGE =
  'Pagamio did not answer. It may have been carried out all the same: look for its merchantReference, and send the same one again.'
