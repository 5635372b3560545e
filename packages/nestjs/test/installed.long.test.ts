import { fileURLToPath } from 'node:url'
import { createSimulator, demoCredentials } from '@pagamio/simulator'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { snippetsOf } from '../../../scripts/snippets.ts'
import { freePort, type InstalledApp, installPackages } from './support/installed.ts'

// The built package in an application of its own, compiled once: the snippets of its pages in ESM, and a shop in
// CommonJS. Each of the two is one process.

const { snippets } = snippetsOf(fileURLToPath(new URL('..', import.meta.url)), ['README.md', '../../docs/nestjs.md'])

/** Starts the AppModule of a snippet that shows no more than that. */
const start = (name: string) => `
import 'reflect-metadata'
import { NestFactory } from '@nestjs/core'
import { AppModule } from './${name}.js'

const app = await NestFactory.create(AppModule)
app.enableShutdownHooks()
await app.listen(process.env.PORT!, '127.0.0.1')
`

const entries = snippets.map(({ name, code }) =>
  code.includes('export class AppModule') ? { file: `${name}.start`, code: start(name) } : { file: name, code },
)

/** All of them, one after the other, each against a Pagamio of its own. */
const inTurn = `
for (const { file, env } of JSON.parse(process.env.SNIPPETS!)) {
  Object.assign(process.env, env)
  await import(\`./\${file}.js\`)
}
console.log('ready')
export {}
`

const shop = `
import 'reflect-metadata'
import { Controller, Get, Module } from '@nestjs/common'
import { APP_FILTER, NestFactory } from '@nestjs/core'
import { HealthCheckService, TerminusModule } from '@nestjs/terminus'
import { optionsFromEnv } from '@pagamio/auth-core'
import { PagamioExceptionFilter, PagamioModule, PagamioService } from '@pagamio/nestjs'
import { PagamioHealthIndicator } from '@pagamio/nestjs/health'
import { PagamioHttpModule, PagamioHttpService } from '@pagamio/nestjs/http'
import { firstValueFrom } from 'rxjs'

@Controller()
class ShopController {
  constructor(
    private readonly pagamio: PagamioService,
    private readonly http: PagamioHttpService,
    private readonly health: HealthCheckService,
    private readonly indicator: PagamioHealthIndicator,
  ) {}

  @Get('fetch')
  async fetch() {
    return (await this.pagamio.fetch('/products/categories')).json()
  }

  @Get('http')
  async axios() {
    return (await firstValueFrom(this.http.get('/products/categories'))).data
  }

  @Get('health')
  check() {
    return this.health.check([() => this.indicator.isHealthy()])
  }
}

@Module({
  imports: [PagamioModule.forRoot(optionsFromEnv()), PagamioHttpModule.register(), TerminusModule],
  controllers: [ShopController],
  providers: [PagamioHealthIndicator, { provide: APP_FILTER, useClass: PagamioExceptionFilter }],
})
class AppModule {}

async function main() {
  const entries = ['@pagamio/nestjs', '@pagamio/nestjs/http', '@pagamio/nestjs/health'].map((name) => require(name))
  console.log(entries.map((entry) => Object.keys(entry).length > 0), typeof module.exports)
  const app = await NestFactory.create(AppModule)
  app.enableShutdownHooks()
  await app.listen(process.env.PORT!, '127.0.0.1')
  console.log('ready')
}
main()
`

const secret = new RegExp(`${demoCredentials.password}|eyJ`)
let app: InstalledApp
let complaints: string

beforeAll(async () => {
  app = installPackages()
  const files = [
    ...snippets.map(({ name, code }) => ({ file: name, code })),
    ...entries,
    { file: 'in-turn', code: inTurn },
  ]
  complaints = await app.compile({
    ...Object.fromEntries(files.map(({ file, code }) => [`${file}.ts`, code])),
    'shop.cts': shop,
  })
})

afterAll(() => app?.remove())

/** A Pagamio, a port, and the variables that lead an application to both. */
async function openWorld() {
  const simulator = createSimulator()
  onTestFinished(() => simulator.close())
  const { url: baseUrl } = await simulator.listen()
  const port = await freePort()
  const account = {
    PAGAMIO_BASE_URL: baseUrl,
    PAGAMIO_USERNAME: demoCredentials.username,
    PAGAMIO_PASSWORD: demoCredentials.password,
  }
  const kiosk = Object.fromEntries(Object.entries(account).map(([name, value]) => [`KIOSK_${name}`, value]))
  const env = { PORT: String(port), ...account, ...kiosk }
  return { simulator, env, url: `http://127.0.0.1:${port}` }
}

test('the snippets of the pages and an application in CommonJS compile', () => {
  expect(snippets).toHaveLength(10)
  expect(complaints).toBe('')
})

/** What each answers, and what it has sent by then. */
const visits = [
  { shows: 'the first five minutes', path: '/categories', sent: ['categories', 'login'] },
  { shows: 'options from a vault', path: '/', sent: ['login'] },
  { shows: 'options from ConfigService', path: '/', sent: ['login'] },
  { shows: 'several merchants by name', path: '/categories', sent: ['categories', 'categories', 'login', 'login'] },
  { shows: 'a pool', path: '/M-1001/categories', sent: ['categories', 'login'] },
  { shows: 'HttpService', path: '/categories', sent: ['categories', 'login'] },
  { shows: 'health', path: '/health', sent: [] },
  { shows: 'the exception filter', path: '/categories', sent: ['categories', 'login'] },
  { shows: 'the typed client', path: '/categories', sent: ['categories', 'login'] },
]

test('the snippets of the pages run in ESM, send what they say, and end on SIGTERM', async () => {
  const worlds = await Promise.all(entries.map(openWorld))
  const inOrder = entries.map(({ file }, n) => ({ file, env: worlds[n]?.env }))
  const { stop } = await app.start('in-turn.js', { SNIPPETS: JSON.stringify(inOrder) })
  for (const [n, { shows, path, sent }] of visits.entries()) {
    const { url, simulator } = worlds[n] ?? (await openWorld())
    expect((await fetch(`${url}${path}`)).status, shows).toBe(path === '/' ? 404 : 200)
    expect(simulator.log.map(({ endpoint }) => endpoint).sort(), shows).toEqual(sent)
    expect(
      simulator.log.map(({ outcome }) => outcome),
      shows,
    ).toEqual(sent.map(() => 'ok'))
  }
  const said = await stop()
  expect(said).not.toMatch(secret)
  // Tests of your own: nothing is sent.
  expect(said).toContain("[ { id: 1, name: 'Airtime' } ]")
  expect(worlds.at(-1)?.simulator.count()).toBe(0)
})

test('an application in CommonJS requires the package, asks Pagamio, and ends on SIGTERM', async () => {
  const { simulator, env, url } = await openWorld()
  const { stop } = await app.start('shop.cjs', env)
  for (const path of ['fetch', 'http']) expect(await (await fetch(`${url}/${path}`)).json()).toBeInstanceOf(Array)
  expect(await (await fetch(`${url}/health`)).json()).toMatchObject({ details: { pagamio: { status: 'up' } } })
  expect(simulator.log.map(({ endpoint, outcome }) => [endpoint, outcome])).toEqual([
    ['login', 'ok'],
    ['categories', 'ok'],
    ['categories', 'ok'],
  ])
  const said = await stop()
  expect(said).toContain('[ true, true, true ] object')
  expect(said).toContain('[Pagamio]')
  expect(said).not.toMatch(secret)
})
