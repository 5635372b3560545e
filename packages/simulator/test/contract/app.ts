import { inspect } from 'node:util'
import { createAdaptorServer } from '@hono/node-server'
import { type Context, Hono, type HonoRequest } from 'hono'
import type { AppSettings, AppUnderTest } from '../../src/testing/index.ts'
import type { Flaw } from './flaws.ts'
import { createTokens, TokenTrouble } from './tokens.ts'

class UpstreamError extends Error {
  readonly status: number

  constructor(status: number, words: string) {
    super(`The API answered ${status}: ${words}`)
    this.status = status
  }
}

type Body = string | ReadableStream | undefined

/** The shop of the contract by hand: right without a flaw, and wrong in one way with it. */
function createApp(settings: AppSettings, flaw?: Flaw) {
  const tokens = createTokens(settings, flaw)
  const lines: string[] = []

  async function send(path: string, token: string, body: Body, type: string | undefined): Promise<Response> {
    const headers = { authorization: `Bearer ${token}`, ...(type !== undefined && { 'content-type': type }) }
    const init = { headers, body: body ?? null, method: body === undefined ? 'GET' : 'POST', duplex: 'half' as const }
    if (flaw === 'follows redirects with the body' && typeof body === 'string') {
      return fetch(`${settings.baseUrl}${path}`, { ...init, redirect: 'follow' })
    }
    const answer = await fetch(`${settings.baseUrl}${path}`, { ...init, redirect: 'manual' })
    const location = answer.headers.get('location')
    if (location === null || flaw !== 'follows redirects with the token') return answer
    return fetch(new URL(location, settings.baseUrl), { headers })
  }

  async function call(path: string, body: Body, { raw }: HonoRequest): Promise<Response> {
    const own = raw.headers.get('authorization')?.slice('Bearer '.length)
    const wanted = () => {
      if (raw.signal.aborted) throw new Error('The visitor has left')
    }
    const type = body === undefined ? undefined : 'application/json'
    const used = await tokens.get()
    if (flaw !== 'sends what was called off') wanted()
    const access = flaw === 'passes the visitor’s own token on' && own !== undefined ? own : used.access
    const answer = await send(path, access, body, type).catch((error: unknown) => {
      if (flaw === 'repeats a purchase without an answer') return send(path, access, body, type)
      lines.push(inspect(error))
      throw new UpstreamError(0, flaw === 'shows the token in errors' ? `with ${access}` : 'nothing')
    })
    const { status } = answer
    const repeated =
      (status === 403 && flaw === 'replays a 403') ||
      (status === 429 && flaw === 'repeats a 429') ||
      (status === 503 && flaw === 'repeats a 503')
    if (repeated && typeof body !== 'object') return send(path, access, body, type)
    if (status !== 401 || flaw === 'hands every 401 on') return answer
    if (body instanceof ReadableStream) {
      if (flaw === 'replays a stream as nothing') return send(path, (await tokens.replace(used)).access, '', type)
      if (flaw !== 'reports no 401 of a stream') void tokens.replace(used)
      return answer
    }
    if (flaw !== 'asks nobody whether to send again') wanted()
    const next = await tokens.replace(used)
    if (next.access === used.access) return answer
    if (flaw !== 'asks nobody whether to send again' && flaw !== 'sends again what was called off') wanted()
    return send(path, next.access, again(body), flaw === 'loses the content type in the replay' ? undefined : type)
  }

  const again = (body: string | undefined) =>
    flaw === 'makes a new body for the replay' ? body?.replace('"amount":29', '"amount":29.0') : body

  async function answer(c: Context, path: string, body?: Body): Promise<Response> {
    const upstream = await call(path, body, c.req)
    const fields = (await upstream.json().catch(() => undefined)) as Record<string, unknown> | undefined
    if (upstream.ok && fields) return c.json(fields)
    const { responseMessage, message, error } = fields ?? {}
    const words = responseMessage ?? message ?? JSON.stringify(error)
    throw new UpstreamError(upstream.status, flaw === 'swallows the API’s words' ? '' : String(words))
  }

  const app = new Hono()
    .get('/categories', (c) => answer(c, '/products/categories'))
    .post('/airtime', async (c) => {
      const { mobileNumber, amount, reference } = await c.req.json()
      const rest = { productCode: 'AIR-VOD-001', paymentMethod: 'cash', channelId: 'Q7RT2M' }
      return answer(c, '/purchase', JSON.stringify({ ...rest, mobileNumber, amount, merchantReference: reference }))
    })
    .post('/pagamio/purchase', (c) => answer(c, '/purchase', c.req.raw.body ?? undefined))
    .get('/health', async (c) => {
      if (flaw === 'asks for a token to see how it is') await tokens.get()
      return c.json({}, tokens.healthy() || flaw === 'is always well' ? 200 : 503)
    })
    .get('/transactions/:id', (c) => answer(c, '/transactions', JSON.stringify({ transactionId: c.req.param('id') })))

  app.onError((error, c) => {
    lines.push(inspect(error))
    const { message } = error
    if (error instanceof UpstreamError) {
      const status = flaw === 'gives the visitor the API’s status' && error.status > 0 ? error.status : 502
      return c.json({ error: 'upstream', message }, status as 502)
    }
    if (!(error instanceof TokenTrouble)) return c.json({ error: 'internal', message }, 500)
    const { code, retryAfterMs } = error
    if (retryAfterMs === undefined) return c.json({ error: code, message }, 502)
    if (flaw !== 'hides when to come back') c.header('retry-after', String(Math.ceil(retryAfterMs / 1000)))
    return c.json({ error: code, message }, 503)
  })

  if (flaw === 'prints the password') lines.push(inspect(settings.credentials))
  return { app, tokens, logs: () => lines.join('\n') }
}

/** Without a port. */
export function startInProcess(settings: AppSettings, flaw?: Flaw): AppUnderTest {
  const { app, tokens, logs } = createApp(settings, flaw)
  return { fetch: (request) => app.fetch(request), logs, close: tokens.close }
}

/** On a port of its own. */
export async function startServer(settings: AppSettings, flaw?: Flaw): Promise<AppUnderTest> {
  const { app, tokens, logs } = createApp(settings, flaw)
  const server = createAdaptorServer({ fetch: app.fetch, overrideGlobalObjects: false })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as { port: number }
  return {
    url: `http://127.0.0.1:${port}`,
    logs,
    async close() {
      const closed = new Promise((resolve) => server.close(resolve))
      if (flaw === 'drops visitors at shutdown' && 'closeAllConnections' in server) server.closeAllConnections()
      await closed
      await tokens.close()
    },
  }
}
