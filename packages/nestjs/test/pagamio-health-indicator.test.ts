import { createRequire } from 'node:module'
import { join } from 'node:path'
import { Controller, Get, Inject, Param } from '@nestjs/common'
import { HealthCheck, HealthCheckService, TerminusModule } from '@nestjs/terminus'
import { Test } from '@nestjs/testing'
import { createPagamioStub } from '@pagamio/auth-core/testing'
import { demoCredentials } from '@pagamio/simulator'
import { describe, expect, onTestFinished, test } from 'vitest'
import { PagamioHealthIndicator } from '../src/health.ts'
import { getPagamioToken, PagamioModule, PagamioService } from '../src/index.ts'
import { listen, platforms } from './support/app.ts'
import { openWorld, turnUntil, until, type World } from './support/world.ts'

const MINUTE = 60_000

@Controller('health')
class HealthController {
  readonly #health: HealthCheckService
  readonly #pagamio: PagamioHealthIndicator

  constructor(
    @Inject(HealthCheckService) health: HealthCheckService,
    @Inject(PagamioHealthIndicator) pagamio: PagamioHealthIndicator,
  ) {
    this.#health = health
    this.#pagamio = pagamio
  }

  @Get()
  @HealthCheck()
  check() {
    return this.#health.check([() => this.#pagamio.isHealthy()])
  }

  @Get(':name')
  @HealthCheck()
  checkOther(@Param('name') name: string) {
    return this.#health.check([() => this.#pagamio.isHealthy(`pagamio-${name}`, { name })])
  }
}

/** Terminus 11 knows up and down only. Of the folder where the tests run: the package's own, or the one of NestJS 11. */
const terminus = createRequire(join(process.cwd(), 'package.json'))('@nestjs/terminus/package.json')
const hasDegraded = !terminus.version.startsWith('11.')

describe.each(platforms)('PagamioHealthIndicator on %s', (_, adapter) => {
  async function openShop(...instances: Parameters<typeof PagamioModule.forRoot>[0][]) {
    const { app, url } = await listen(
      {
        imports: [TerminusModule, ...instances.map((options) => PagamioModule.forRoot(options))],
        controllers: [HealthController],
        providers: [PagamioHealthIndicator],
      },
      adapter(),
    )
    const health = async (path = '') => {
      const response = await fetch(`${url}/health${path}`)
      const text = await response.text()
      expect(text).not.toMatch(new RegExp(`${demoCredentials.password}|eyJ`))
      return { ...JSON.parse(text), overall: JSON.parse(text).status, status: response.status }
    }
    return { app, health, service: () => app.get(PagamioService) }
  }

  /** The endpoint is down, and what was asked for has failed by now. */
  async function failNow({ simulator, clock }: World, service: PagamioService): Promise<void> {
    simulator.failNext('any', { kind: 'status', status: 503 }, Number.POSITIVE_INFINITY)
    const asked = service.getToken().catch(() => {})
    if (!service.status().usable) await turnUntil({ clock }, asked)
    await until(() => !service.status().acquiring)
  }

  test('up before the first token, and a hundred looks make no call', async () => {
    const { simulator, pagamio } = await openWorld()
    const { health } = await openShop(pagamio)
    for (let look = 0; look < 100; look++) {
      const { status, details } = await health()
      expect([status, details]).toEqual([200, { pagamio: { status: 'up', state: 'empty' } }])
    }
    expect(simulator.count()).toBe(0)
  })

  test('up with a token, and after an idle hour', async () => {
    const { simulator, clock, pagamio } = await openWorld()
    const { health, service } = await openShop(pagamio)
    await service().getToken()
    expect((await health()).details.pagamio).toEqual({ status: 'up', state: 'fresh' })
    await clock.advance(60 * MINUTE)
    expect((await health()).details.pagamio).toEqual({ status: 'up', state: 'expired' })
    expect(simulator.count()).toBe(1)
  })

  test('degraded, and still 200, while a token lives and its renewal fails', async () => {
    const world = await openWorld()
    const { simulator, clock, pagamio } = world
    const { health, service } = await openShop(pagamio)
    await service().getToken()
    await clock.advance(27 * MINUTE)
    await failNow(world, service())
    const calls = simulator.count()
    const { status, overall, details } = await health()
    expect([status, overall]).toEqual([200, hasDegraded ? 'degraded' : 'ok'])
    expect(details.pagamio).toEqual({
      ...(hasDegraded ? { status: 'degraded' } : { status: 'up', degraded: true }),
      state: 'renew_ahead',
      trouble: 'endpoint_unavailable',
      nextAcquisitionInMs: expect.any(Number),
    })
    expect(simulator.count()).toBe(calls)
  })

  test('down when no token is left and none is to be had', async () => {
    const world = await openWorld()
    const { simulator, clock, pagamio } = world
    const { health, service } = await openShop(pagamio)
    await service().getToken()
    await clock.advance(31 * MINUTE)
    await failNow(world, service())
    const calls = simulator.count()
    const { status, error } = await health()
    expect([status, error.pagamio]).toMatchObject([503, { status: 'down', trouble: 'endpoint_unavailable' }])
    expect(simulator.count()).toBe(calls)
  })

  test('down when the password is wrong, for one call in all (failure mode 4)', async () => {
    const { simulator, pagamio } = await openWorld()
    const { health, service } = await openShop({
      ...pagamio,
      credentials: { ...demoCredentials, password: 'not-this-one' },
    })
    await service()
      .getToken()
      .catch(() => {})
    for (let look = 0; look < 20; look++) {
      const { status, error } = await health()
      expect([status, error.pagamio]).toEqual([
        503,
        { status: 'down', state: 'refused', trouble: 'invalid_credentials', nextAcquisitionInMs: expect.any(Number) },
      ])
    }
    expect(simulator.count('login')).toBe(1)
  })

  test('down after close()', async () => {
    const { pagamio } = await openWorld()
    const { health, service } = await openShop(pagamio)
    await service().close()
    expect(await health()).toMatchObject({ status: 503, error: { pagamio: { status: 'down', state: 'closed' } } })
  })

  test('looks at the instance it is told, under the key it is told', async () => {
    const shop = await openWorld()
    const billing = await openWorld()
    const { app, health } = await openShop(shop.pagamio, { ...billing.pagamio, name: 'billing' } as typeof shop.pagamio)
    await app.get<PagamioService>(getPagamioToken('billing')).getToken()
    expect((await health('/billing')).details).toEqual({ 'pagamio-billing': { status: 'up', state: 'fresh' } })
    expect((await health()).details).toEqual({ pagamio: { status: 'up', state: 'empty' } })
    expect(shop.simulator.count()).toBe(0)
  })
})

test.each([
  ['knows nothing of status', { fetch: async () => Response.json([]) }, { status: 'up', state: 'unknown' }],
  ['has half a status', { status: () => ({ usable: true }) }, { status: 'up', state: 'unknown' }],
  ['has a status that is nothing', { status: () => undefined }, { status: 'up', state: 'unknown' }],
  ['is a stub', createPagamioStub(), { status: 'up', state: 'empty' }],
])('a test double that %s is well', async (_, double, expected) => {
  const { pagamio } = await openWorld()
  const testing = await Test.createTestingModule({
    imports: [TerminusModule, PagamioModule.forRoot(pagamio)],
    providers: [PagamioHealthIndicator],
  })
    .overrideProvider(getPagamioToken())
    .useValue(double)
    .compile()
  onTestFinished(() => testing.close())
  expect(await testing.get(PagamioHealthIndicator).isHealthy()).toMatchObject({ pagamio: expected })
})
