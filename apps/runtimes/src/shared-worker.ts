import { env, waitUntil } from 'cloudflare:workers'
import { type Clock, createPagamioAuth, isPagamioAuthError } from '@pagamio/auth-core'
import type { SharedAnswer, SharedSetup } from './shared-case.ts'

const setup = (env as { SETUP: SharedSetup }).SETUP

let aheadMs = 0
/** The platform's clocks, set ahead: half an hour of a token's life passes without anybody waiting for it. */
const clock: Clock = {
  now: () => Date.now() + aheadMs,
  monotonic: () => performance.now() + aheadMs,
  setTimeout: (callback, ms) => setTimeout(callback, ms),
  clearTimeout: (handle) => clearTimeout(handle as ReturnType<typeof setTimeout>),
}

// One instance for all requests of the isolate, made where Workers allow neither timers nor random bytes.
const pagamio = createPagamioAuth({
  baseUrl: setup.baseUrl,
  credentials: setup.credentials,
  timeoutMs: setup.timeoutMs,
  waitUntil: setup.waitUntil ? waitUntil : undefined,
  clock: setup.ownClock ? clock : undefined,
})

async function answer(request: Request): Promise<SharedAnswer> {
  const { pathname, searchParams } = new URL(request.url)
  const [, action, argument = ''] = pathname.split('/')
  switch (action) {
    case 'token':
      return { generation: (await pagamio.getToken()).generation }
    case 'call':
      return { status: (await pagamio.fetch('/products/categories')).status }
    case 'leave': {
      // The owner of a flight who answers while its call is still in the air.
      pagamio.getToken().catch(() => {})
      await seen(argument, Number(searchParams.get('times')))
      return {}
    }
    case 'age':
      aheadMs += Number(argument)
      return {}
    default:
      throw new Error(`No action ${action}`)
  }
}

async function seen(endpoint: string, times: number): Promise<void> {
  const response = await fetch(`${setup.controlUrl}/seen`, { method: 'POST', body: JSON.stringify([endpoint, times]) })
  if (!response.ok) throw new Error(await response.text())
}

// A default export, because workerd asks for one.
export default {
  fetch: (request: Request): Promise<Response> =>
    answer(request)
      .catch(
        (thrown: unknown): SharedAnswer => ({
          error: isPagamioAuthError(thrown) ? thrown.code : `foreign: ${String(thrown)}`,
        }),
      )
      .then((body) => Response.json(body)),
}
