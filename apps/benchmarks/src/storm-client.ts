// One client of the storm, in a process of its own: it takes a token, and when told sends a thousand requests at once.
import { Agent, setGlobalDispatcher } from 'undici'
import { processorTime } from './measure/processor-time.ts'
import { pagamioAt } from './pagamio-at.ts'
import { handWritten } from './peers/hand-written.ts'
import { loginByHand } from './peers/hand-written-login.ts'
import { oidcDispatcher } from './peers/oidc-interceptor.ts'

const REQUESTS = 1_000

type Send = (url: string) => Promise<Response>

const [way = '', origin = '', tokenOrigin = ''] = process.argv.slice(2)
const url = `${origin}/api/v1/products/categories`
// All use the same client, of which the peer is an extension. Its connections outlive a round.
const agent = new Agent({ keepAliveTimeout: 60_000 })
setGlobalDispatcher(agent)

/** Each with nothing in hand yet. */
const ways: Readonly<Record<string, () => Send>> = {
  pagamio: () => pagamioAt(origin).fetch,
  'hand-written': () => handWritten(() => loginByHand(origin)).fetch,
  'undici-oidc': () => {
    setGlobalDispatcher(oidcDispatcher(agent, { origin, tokenOrigin }))
    return fetch
  },
}

let send: Send | undefined

async function succeeds(): Promise<boolean> {
  const response = await send?.(url).catch(() => undefined)
  await response?.text()
  return response?.status === 200
}

async function storm() {
  const used = processorTime()
  const startedAt = performance.now()
  const outcomes = await Promise.all(Array.from({ length: REQUESTS }, succeeds))
  const ms = performance.now() - startedAt
  return { ms, processorMs: used(), successes: outcomes.filter(Boolean).length }
}

process.on('message', async (order) => {
  if (order === 'prime') send = ways[way]?.()
  process.send?.(order === 'prime' ? await succeeds() : await storm())
})
process.on('disconnect', () => process.exit())
process.send?.('ready')
