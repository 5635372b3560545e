// Requests per second through each adapter, against the same client with a fixed header, in turns within one run.
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { createPagamioAuth } from '@pagamio/auth-core'
import { attachPagamio } from '@pagamio/axios'
import { pagamio } from '@pagamio/hono'
import { pagamioHooks } from '@pagamio/ky'
import { createSimulator, demoCredentials } from '@pagamio/simulator'
import axios from 'axios'
import { Hono } from 'hono'
import ky from 'ky'
import { median } from './median.ts'

const ROUNDS = 51
const REQUESTS = 200
/** Few at once, and as many as keep the client busy: the ratios differ, so both are shown. */
const CROWDS = [10, 50]

const child = fork(fileURLToPath(new URL('./api-server.ts', import.meta.url)), { execArgv: [] })
const [port] = (await once(child, 'message')) as [number]
const baseUrl = `http://127.0.0.1:${port}/api/v1`
const url = `${baseUrl}/products/categories`

// Tokens come from the simulator in this process, everything else from the server.
const simulator = createSimulator()
const auth = createPagamioAuth({
  baseUrl,
  credentials: demoCredentials,
  fetch: (input, init) =>
    String(input).includes('/auth/') ? simulator.fetch(input as string, init) : fetch(input as string, init),
})
const { authorization } = await auth.getToken()
const headers = { authorization }

const plainAxios = axios.create({ headers })
const ourAxios = axios.create()
attachPagamio(ourAxios, auth)
const plainKy = ky.create({ headers })
const hookedKy = plainKy.extend({ hooks: { beforeRequest: [() => {}], afterResponse: [() => {}] } })
const ourKy = ky.extend(pagamioHooks(auth))
const withHeader = (path: string) => fetch(path, { headers })
const plainHono = new Hono<{ Variables: { pagamio: { fetch: typeof withHeader } } }>()
  .use((c, next) => {
    c.set('pagamio', { fetch: withHeader })
    return next()
  })
  .get('/', async (c) => c.text(await (await c.var.pagamio.fetch(url)).text()))
const ourHono = new Hono()
  .use(pagamio(auth))
  .get('/', async (c) => c.text(await (await c.var.pagamio.fetch(url)).text()))

type Send = () => Promise<unknown>
const pairs: readonly [name: string, plain: Send, ours: Send][] = [
  ['fetch', async () => (await fetch(url, { headers })).text(), async () => (await auth.fetch(url)).text()],
  ['ky', () => plainKy.get(url).text(), () => ourKy.get(url).text()],
  // What ky itself takes for having hooks: it copies each response for them.
  ['ky, no-op hooks', () => plainKy.get(url).text(), () => hookedKy.get(url).text()],
  ['axios', () => plainAxios.get(url), () => ourAxios.get(url)],
  ['hono', async () => (await plainHono.request('/')).text(), async () => (await ourHono.request('/')).text()],
]

async function perSecond(send: Send, atOnce: number): Promise<number> {
  const started = performance.now()
  let left = REQUESTS
  const lane = async () => {
    while (left-- > 0) await send()
  }
  await Promise.all(Array.from({ length: atOnce }, lane))
  return (REQUESTS * 1_000) / (performance.now() - started)
}

console.log(`${process.release.name} ${process.version}: requests per second, median of ${ROUNDS} rounds`)
for (const atOnce of CROWDS) {
  console.log(`\n${`${atOnce} at once`.padEnd(16)}fixed header      adapter     ratio`)
  for (const [name, plain, ours] of pairs) {
    await perSecond(plain, atOnce)
    await perSecond(ours, atOnce)
    const rounds: { plain: number; ours: number }[] = []
    for (let round = 0; round < ROUNDS; round++) {
      // Each is first as often as it is second.
      const first = round % 2 === 0
      const one = await perSecond(first ? plain : ours, atOnce)
      const two = await perSecond(first ? ours : plain, atOnce)
      rounds.push(first ? { plain: one, ours: two } : { plain: two, ours: one })
    }
    const show = (value: number) => value.toFixed(0).padStart(12)
    const ratio = median(rounds.map((round) => round.ours / round.plain))
    console.log(
      `${name.padEnd(16)}${show(median(rounds.map((round) => round.plain)))} ${show(median(rounds.map((round) => round.ours)))}     ${ratio.toFixed(3)}`,
    )
  }
}
child.disconnect()
await auth.close()
