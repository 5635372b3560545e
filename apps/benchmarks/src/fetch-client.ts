// Sends requests through plain fetch and through what attaches tokens, and says what they took. It is a process of its own
// with a young generation of 1 MB: each short turn meets its own garbage collections, where otherwise one in sixteen
// would meet all. The ratios are the same, their spread is a third.
import { Agent, setGlobalDispatcher } from 'undici'
import { processorTime } from './measure/processor-time.ts'
import { pagamioAt } from './pagamio-at.ts'
import { handWritten } from './peers/hand-written.ts'
import { loginByHand } from './peers/hand-written-login.ts'
import { oidcDispatcher } from './peers/oidc-interceptor.ts'

const REQUESTS = 100

export type FetchWay = 'plain' | 'pagamio' | 'undici-oidc' | 'hand-written'

export interface FetchOrder {
  readonly way: FetchWay
  readonly atOnce: number
  readonly withHeader: boolean
}

const [origin = '', tokenOrigin = ''] = process.argv.slice(2)
const url = `${origin}/api/v1/products/categories`
const ownHeader = { 'x-request-id': '7f3c' }
// All go through the same client, of which the peer is an extension.
const agent = new Agent()
setGlobalDispatcher(agent)
const dispatcher = oidcDispatcher(agent, { origin, tokenOrigin })
const auth = pagamioAt(origin)
const byHand = handWritten(() => loginByHand(origin))
const { authorization } = await auth.getToken()

/** Without and with a header of the caller. */
const ways: Readonly<Record<FetchWay, readonly [bare: () => Promise<Response>, withHeader: () => Promise<Response>]>> =
  {
    plain: [
      () => fetch(url, { headers: { authorization } }),
      () => fetch(url, { headers: { ...ownHeader, authorization } }),
    ],
    pagamio: [() => auth.fetch(url), () => auth.fetch(url, { headers: { ...ownHeader } })],
    'undici-oidc': [
      () => fetch(url, through(dispatcher, {})),
      () => fetch(url, through(dispatcher, { headers: { ...ownHeader } })),
    ],
    'hand-written': [() => byHand.fetch(url), () => byHand.fetch(url, { headers: { ...ownHeader } })],
  }

/** Node's `fetch` takes undici's `dispatcher`, which is in no standard. */
function through(dispatcher: object, init: RequestInit): RequestInit {
  return Object.assign(init, { dispatcher })
}

/** Microseconds of processor time for a request. */
async function take({ way, atOnce, withHeader }: FetchOrder): Promise<number> {
  const send = ways[way][withHeader ? 1 : 0]
  const used = processorTime()
  let left = REQUESTS
  const lane = async () => {
    while (left-- > 0) {
      const response = await send()
      await response.text()
      if (response.status !== 200) throw new Error(`${way} was answered ${response.status}.`)
    }
  }
  await Promise.all(Array.from({ length: atOnce }, lane))
  return (used() * 1_000) / REQUESTS
}

process.on('message', async (order: FetchOrder) => process.send?.(await take(order)))
process.on('disconnect', () => process.exit())
process.send?.('ready')
