import { createSimulator, demoCredentials } from '@pagamio/simulator'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type InstalledApp, installPackages } from './support/installed.ts'

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
  const app = await NestFactory.create(AppModule)
  app.enableShutdownHooks()
  await app.listen(process.env.PORT!, '127.0.0.1')
}
main()
`

const requiring = `
const loaded = ['@pagamio/nestjs', '@pagamio/nestjs/http', '@pagamio/nestjs/health'].map((name) => require(name))
console.log(loaded.map((entry) => Object.keys(entry).length > 0))
`

const simulator = createSimulator()
let app: InstalledApp
let env: Record<string, string>

beforeAll(async () => {
  app = installPackages()
  const { url } = await simulator.listen()
  env = {
    PAGAMIO_BASE_URL: url,
    PAGAMIO_USERNAME: demoCredentials.username,
    PAGAMIO_PASSWORD: demoCredentials.password,
  }
})

afterAll(async () => {
  app?.remove()
  await simulator.close()
})

test('an application in CommonJS compiles, requires the package, asks Pagamio and ends on SIGTERM', async () => {
  expect(await app.compile({ 'shop.cts': shop, 'requiring.cts': requiring })).toBe('')
  expect(await app.run('requiring.cjs')).toContain('[ true, true, true ]')

  const { url, stop } = await app.serve('shop.cjs', env)
  for (const path of ['fetch', 'http']) expect(await (await fetch(`${url}/${path}`)).json()).toBeInstanceOf(Array)
  expect(await (await fetch(`${url}/health`)).json()).toMatchObject({ details: { pagamio: { status: 'up' } } })
  expect([simulator.count('login'), simulator.count('categories', 'ok')]).toEqual([1, 2])

  simulator.failNext('any', { kind: 'status', status: 429 }, Number.POSITIVE_INFINITY)
  expect((await fetch(`${url}/fetch`)).status).toBe(200)
  const { said } = await stop()
  expect(said).toContain('[Pagamio]')
  expect(said).not.toContain(demoCredentials.password)
})
