import { Inject, Injectable, Module, Scope } from '@nestjs/common'
import { ContextIdFactory, REQUEST } from '@nestjs/core'
import { Test } from '@nestjs/testing'
import { allowInsecureHttp, createPagamioAuth, type PagamioAuth } from '@pagamio/auth-core'
import { createSimulator, demoCredentials } from '@pagamio/simulator'
import { describe, expect, test } from 'vitest'
import {
  getPagamioToken,
  InjectPagamio,
  PagamioModule,
  type PagamioModuleOptions,
  type PagamioOptionsFactory,
  PagamioService,
} from '../src/index.ts'
import { openContext, rejection } from './support/app.ts'
import { openWorld } from './support/world.ts'

@Injectable()
class Shop {
  readonly pagamio: PagamioService

  constructor(@Inject(PagamioService) pagamio: PagamioService) {
    this.pagamio = pagamio
  }

  async categories(): Promise<unknown> {
    const { fetch } = this.pagamio
    return (await fetch('/products/categories')).json()
  }
}

@Module({ providers: [Shop], exports: [Shop] })
class ShopModule {}

describe('PagamioModule.forRoot', () => {
  test('a service asks Pagamio with a token, from a module that imports nothing of ours', async () => {
    const { simulator, pagamio } = await openWorld()
    const { app } = await openContext({ imports: [PagamioModule.forRoot(pagamio), ShopModule] })
    expect(await app.get(Shop).categories()).toBeInstanceOf(Array)
    expect(simulator.log.map(({ endpoint, status }) => [endpoint, status])).toEqual([
      ['login', 200],
      ['categories', 200],
    ])
  })

  test('all methods can be passed around, and the symbols are there too', async () => {
    const { simulator, pagamio } = await openWorld()
    const { app } = await openContext({ imports: [PagamioModule.forRoot(pagamio)] })
    const { getToken, fetch, owns, status, subscribe, setCredentials, baseUrl, close, ...rest } =
      app.get(PagamioService)
    expect(baseUrl).toBe(pagamio.baseUrl)
    expect(owns(`${baseUrl}/purchase`)).toBe(true)
    expect(status().state).toBe('empty')
    expect([typeof subscribe, typeof setCredentials, typeof rest[Symbol.asyncDispose]]).toEqual(
      Array(3).fill('function'),
    )
    const { expiresAt } = await getToken()
    expect(expiresAt).toBe(status().expiresAt)
    await fetch('/products/categories')
    await close()
    expect(status().state).toBe('closed')
    expect(simulator.count('login')).toBe(1)
  })

  test('without isGlobal a module has to import it', async () => {
    const { pagamio } = await openWorld()
    const dynamic = PagamioModule.forRoot({ ...pagamio, isGlobal: false })
    const error = await rejection(openContext({ imports: [dynamic, ShopModule] }))
    expect(error.message).toContain('PagamioService')

    @Module({ imports: [dynamic], providers: [Shop] })
    class ImportingModule {}
    const { app } = await openContext({ imports: [ImportingModule] })
    expect(await app.get(Shop).categories()).toBeInstanceOf(Array)
  })

  test('wrong options fail the start, and the message names them', async () => {
    const { pagamio } = await openWorld()
    const { code, message } = await rejection(
      openContext({ imports: [PagamioModule.forRoot({ ...pagamio, timeoutMs: -1 })] }),
    )
    expect(code).toBe('invalid_options')
    expect(message).toContain('timeoutMs')
  })

  test('a dangerous option, which has a symbol for a name, arrives', async () => {
    const simulator = createSimulator()
    const options = { baseUrl: 'http://pagamio.internal/api/v1', credentials: demoCredentials, fetch: simulator.fetch }
    const { code } = await rejection(openContext({ imports: [PagamioModule.forRoot(options)] }))
    expect(code).toBe('insecure_url')
    const { app } = await openContext({ imports: [PagamioModule.forRoot({ ...options, [allowInsecureHttp]: true })] })
    expect((await app.get(PagamioService).fetch('/products/categories')).status).toBe(200)
  })

  test('the options object is not written to, and may be frozen', async () => {
    const { pagamio } = await openWorld()
    const { app } = await openContext({ imports: [PagamioModule.forRoot(Object.freeze({ ...pagamio }))] })
    expect(app.get(PagamioService).status().state).toBe('empty')
  })
})

describe('PagamioModule.forRootAsync', () => {
  @Injectable()
  class Vault implements PagamioOptionsFactory {
    async createPagamioOptions(): Promise<PagamioModuleOptions> {
      return (await world).pagamio
    }
  }

  @Module({ providers: [Vault], exports: [Vault] })
  class VaultModule {}

  let world: ReturnType<typeof openWorld>

  const ways = {
    'useFactory, with what it injects': {
      imports: [VaultModule],
      inject: [Vault],
      useFactory: (vault: Vault) => vault.createPagamioOptions(),
    },
    useClass: { useClass: Vault },
    useExisting: { imports: [VaultModule], useExisting: Vault },
  }

  test.each(Object.entries(ways))('%s brings the options', async (_, way) => {
    world = openWorld()
    const { app } = await openContext({ imports: [PagamioModule.forRootAsync(way), ShopModule] })
    await app.get(Shop).categories()
    expect((await world).simulator.count('login', 'ok')).toBe(1)
  })

  test('name and isGlobal stand beside the factory', async () => {
    world = openWorld()
    const dynamic = PagamioModule.forRootAsync({ useClass: Vault, name: 'billing', isGlobal: false })
    expect(dynamic.global).toBe(false)
    const { app } = await openContext({ imports: [dynamic] })
    expect(app.get<PagamioService>(getPagamioToken('billing')).status().state).toBe('empty')
  })
})

describe('several instances', () => {
  @Injectable()
  class Till {
    @InjectPagamio() readonly shop!: PagamioService
    readonly billing: PagamioAuth

    constructor(@InjectPagamio('billing') billing: PagamioAuth) {
      this.billing = billing
    }
  }

  test('each has its own options and tokens, and is injected by its name', async () => {
    const shop = await openWorld()
    const billing = await openWorld()
    const { app } = await openContext({
      imports: [PagamioModule.forRoot(shop.pagamio), PagamioModule.forRoot({ ...billing.pagamio, name: 'billing' })],
      providers: [Till],
    })
    const till = app.get(Till)
    await till.shop.fetch('/products/categories')
    await till.billing.fetch('/products/categories')
    await till.billing.fetch('/products/categories')
    expect([shop.simulator.count('categories'), billing.simulator.count('categories')]).toEqual([1, 2])
    expect([shop.simulator.count('login'), billing.simulator.count('login')]).toEqual([1, 1])
  })

  test.each([[undefined], ['billing']])('two of one name (%s) fail the start, and the error says so', async (name) => {
    const { simulator, pagamio } = await openWorld()
    const twice = [PagamioModule.forRoot({ ...pagamio, name }), PagamioModule.forRoot({ ...pagamio, name })]
    const { code, message } = await rejection(openContext({ imports: twice }))
    expect(code).toBe('invalid_options')
    expect(message).toContain(name ?? 'PagamioService')
    expect(message).toContain('forRoot({ name })')
    expect(simulator.count()).toBe(0)
  })

  test('the default one is also called default', async () => {
    const { pagamio } = await openWorld()
    const twice = [PagamioModule.forRoot(pagamio), PagamioModule.forRoot({ ...pagamio, name: 'default' })]
    expect((await rejection(openContext({ imports: twice }))).code).toBe('invalid_options')
    expect(getPagamioToken('default')).toBe(PagamioService)
  })

  test('one module, imported in several places, is one instance', async () => {
    const { simulator, pagamio } = await openWorld()
    const dynamic = PagamioModule.forRoot(pagamio)
    @Module({ imports: [dynamic] })
    class FeatureModule {}
    const { app } = await openContext({ imports: [dynamic, FeatureModule, ShopModule] })
    await app.get(Shop).categories()
    expect(simulator.count('login')).toBe(1)
  })

  test('two applications in one process do not know of each other', async () => {
    const { pagamio } = await openWorld()
    const first = await openContext({ imports: [PagamioModule.forRoot(pagamio)] })
    const second = await openContext({ imports: [PagamioModule.forRoot(pagamio)] })
    expect(first.app.get(PagamioService).getToken).not.toBe(second.app.get(PagamioService).getToken)
  })

  test('a request-scoped consumer shares the one instance: two hundred requests, one login (failure mode 1)', async () => {
    const { simulator, pagamio } = await openWorld()
    @Injectable({ scope: Scope.REQUEST })
    class Visit extends Shop {}
    const { app } = await openContext({ imports: [PagamioModule.forRoot(pagamio)], providers: [Visit] })
    const visits = await Promise.all(Array.from({ length: 200 }, () => app.resolve(Visit, ContextIdFactory.create())))
    expect(new Set(visits).size).toBe(200)
    await Promise.all(visits.map((visit) => visit.categories()))
    expect([simulator.count('login'), simulator.count('categories', 'ok')]).toEqual([1, 200])
  })
})

describe('options that are request-scoped', () => {
  @Injectable({ scope: Scope.REQUEST })
  class Tenant implements PagamioOptionsFactory {
    constructor(@Inject(REQUEST) readonly request: unknown) {}

    createPagamioOptions(): PagamioModuleOptions {
      return { environment: 'sandbox', credentials: demoCredentials }
    }
  }

  @Module({ providers: [Tenant], exports: [Tenant] })
  class TenantModule {}

  const useFactory = (tenant: Tenant) => tenant.createPagamioOptions()

  test.each([
    ['useFactory', { imports: [TenantModule], inject: [Tenant], useFactory }],
    ['useClass', { useClass: Tenant }],
    ['useExisting', { imports: [TenantModule], useExisting: Tenant, name: 'billing' }],
  ])('fail the start by %s: they would be a login with each request', async (_, way) => {
    const { code, message } = await rejection(openContext({ imports: [PagamioModule.forRootAsync(way)] }))
    expect(code).toBe('invalid_options')
    expect(message).toMatch(/^PagamioService(_billing)? would be made anew with each request/)
    expect(message).toContain('PagamioPoolModule')
  })

  test('make no second instance where nothing was started: the first stays, and one login is all there is', async () => {
    const { simulator, pagamio } = await openWorld()
    const scoped = { imports: [TenantModule], inject: [Tenant], useFactory: (_: Tenant) => pagamio }
    const testing = await Test.createTestingModule({ imports: [PagamioModule.forRootAsync(scoped)] }).compile()
    const visit = () => testing.resolve(PagamioService, ContextIdFactory.create())
    await (await visit()).fetch('/products/categories')
    for (let request = 0; request < 7; request++) {
      const { code, message } = await rejection(visit())
      expect([code, message]).toEqual(['invalid_options', expect.stringContaining('request-scoped')])
    }
    expect([simulator.count('login'), simulator.count('categories', 'ok')]).toEqual([1, 1])
    await testing.close()
  })

  test('may be overridden in a test as any other', async () => {
    const scoped = PagamioModule.forRootAsync({ imports: [TenantModule], inject: [Tenant], useFactory })
    const testing = await Test.createTestingModule({ imports: [scoped] })
      .overrideProvider(PagamioService)
      .useValue({ baseUrl: 'fake' })
      .compile()
    await testing.init()
    expect(testing.get(PagamioService).baseUrl).toBe('fake')
    await testing.close()
  })
})

describe('an instance of your own', () => {
  test('is handed out, and left open for you to close', async () => {
    const { simulator, pagamio } = await openWorld()
    const auth = createPagamioAuth(pagamio)
    const { app } = await openContext({ imports: [PagamioModule.forRoot({ auth }), ShopModule] })
    await app.get(Shop).categories()
    await app.close()
    expect(auth.status().state).toBe('fresh')
    await auth.fetch('/products/categories')
    expect(simulator.count('login')).toBe(1)
    await auth.close()
  })

  test('may be given by a factory', async () => {
    const { pagamio } = await openWorld()
    const auth = createPagamioAuth(pagamio)
    const given = PagamioModule.forRootAsync({ useFactory: async () => ({ auth, warmUp: 'required' }) })
    const { app } = await openContext({ imports: [given] })
    expect(app.get(PagamioService).status()).toEqual(auth.status())
    expect(auth.status().state).toBe('fresh')
    await auth.close()
  })
})

describe('in tests', () => {
  test.each([[undefined], ['billing']])(
    'the instance (%s) can be overridden, and nothing is sent then',
    async (name) => {
      const { simulator, pagamio } = await openWorld()
      const fake = { fetch: async () => Response.json(['airtime']) }
      const testing = await Test.createTestingModule({
        imports: [PagamioModule.forRoot({ ...pagamio, name, warmUp: 'required' })],
      })
        .overrideProvider(getPagamioToken(name))
        .useValue(fake)
        .compile()
      await testing.init()
      expect(testing.get(getPagamioToken(name))).toBe(fake)
      await testing.close()
      expect(simulator.count()).toBe(0)
    },
  )
})

describe('what happens behind the scenes', () => {
  test("goes to Nest's Logger, without a secret", async () => {
    const { simulator, clock, pagamio } = await openWorld()
    const { app, lines } = await openContext({ imports: [PagamioModule.forRoot(pagamio)] })
    const service = app.get(PagamioService)
    const { value } = await service.getToken()
    simulator.failNext('refresh', { kind: 'status', status: 503 })
    await clock.advance(28 * 60_000)
    await service.getToken()
    await simulator.settled()
    const ours = lines.filter(({ text }) => text.endsWith(' Pagamio'))
    expect(ours.map(({ level }) => level)).toEqual(['log', 'log', 'log', 'warn'])
    expect(ours[0]?.text).toMatch(/pagamio [0-9a-f]{8}: login/)
    const text = JSON.stringify(lines)
    for (const secret of [value, demoCredentials.password, `"${demoCredentials.username}"`])
      expect(text).not.toContain(secret)
  })

  test('names the instance, where it has a name', async () => {
    const { pagamio } = await openWorld()
    const { app, lines } = await openContext({
      imports: [PagamioModule.forRoot(pagamio), PagamioModule.forRoot({ ...pagamio, name: 'kiosk' })],
    })
    await app.get<PagamioService>(getPagamioToken('kiosk')).getToken()
    expect(lines.filter(({ text }) => text.endsWith(' Pagamio kiosk')).map(({ level }) => level)).toEqual([
      'log',
      'log',
    ])
    expect(lines.filter(({ text }) => text.endsWith(' Pagamio'))).toEqual([])
  })
})
