import { Inject, Injectable, Module, Scope } from '@nestjs/common'
import { ContextIdFactory } from '@nestjs/core'
import { Test } from '@nestjs/testing'
import { allowInsecureHttp, createPagamioAuthPool } from '@pagamio/auth-core'
import { demoCredentials } from '@pagamio/simulator'
import { describe, expect, test } from 'vitest'
import {
  getPagamioToken,
  PagamioModule,
  PagamioPool,
  PagamioPoolModule,
  type PagamioPoolModuleOptions,
  type PagamioPoolOptionsFactory,
  type PagamioService,
} from '../src/index.ts'
import { openContext, rejection } from './support/app.ts'
import { openWorld } from './support/world.ts'

const merchants = [1, 2, 3].map((n) => ({ username: `shop-${n}`, password: `password-of-${n}`, id: `M-${n}` }))

async function openPoolWorld() {
  const { simulator, clock, pagamio } = await openWorld({ merchants })
  const { credentials, ...rest } = pagamio
  const credentialsFor = async (merchant: string) => merchants.find(({ id }) => id === merchant) ?? demoCredentials
  return { simulator, clock, options: { ...rest, credentialsFor } }
}

@Injectable()
class Shop {
  readonly #pool: PagamioPool

  constructor(@Inject(PagamioPool) pool: PagamioPool) {
    this.#pool = pool
  }

  async categories(merchant: string): Promise<number> {
    return (await this.#pool.for(merchant).fetch('/products/categories')).status
  }
}

describe('PagamioPoolModule', () => {
  test('each merchant asks with a token of its own', async () => {
    const { simulator, options } = await openPoolWorld()
    const { app } = await openContext({ imports: [PagamioPoolModule.forRoot(options)], providers: [Shop] })
    const shop = app.get(Shop)
    await Promise.all(merchants.flatMap(({ id }) => [shop.categories(id), shop.categories(id)]))
    const asked = simulator.log.filter(({ endpoint }) => endpoint === 'categories').map(({ merchant }) => merchant)
    expect(asked.sort()).toEqual(['M-1', 'M-1', 'M-2', 'M-2', 'M-3', 'M-3'])
    expect(simulator.count('login')).toBe(3)
    expect(app.get(PagamioPool).status()).toMatchObject({ merchants: 3, usable: 3, inTrouble: 0 })
  })

  test.each(['useFactory', 'useClass'] as const)('the options may come by %s', async (way) => {
    const { simulator, options } = await openPoolWorld()
    @Injectable()
    class Vault implements PagamioPoolOptionsFactory {
      async createPagamioPoolOptions(): Promise<PagamioPoolModuleOptions> {
        return options
      }
    }
    const ways = { useFactory: { useFactory: async () => options }, useClass: { useClass: Vault } }
    const { app } = await openContext({ imports: [PagamioPoolModule.forRootAsync(ways[way])], providers: [Shop] })
    expect(await app.get(Shop).categories('M-2')).toBe(200)
    expect(simulator.count('login')).toBe(1)
  })

  test("one merchant of it can be the application's instance", async () => {
    const { simulator, options } = await openPoolWorld()
    const { app } = await openContext({
      imports: [
        PagamioPoolModule.forRoot(options),
        PagamioModule.forRootAsync({
          name: 'house',
          inject: [PagamioPool],
          useFactory: (pool: PagamioPool) => ({ auth: pool.for('M-1') }),
        }),
      ],
    })
    await app.get<PagamioService>(getPagamioToken('house')).fetch('/products/categories')
    await app.get(PagamioPool).for('M-1').fetch('/products/categories')
    expect([simulator.count('login'), simulator.count('categories', 'ok')]).toEqual([1, 2])
  })

  test('every merchant is heard in the log, by a fingerprint', async () => {
    const { options } = await openPoolWorld()
    const { app, lines } = await openContext({ imports: [PagamioPoolModule.forRoot(options)], providers: [Shop] })
    await app.get(Shop).categories('M-1')
    await app.get(Shop).categories('M-2')
    const accounts = lines.flatMap(({ text }) => /pagamio ([0-9a-f]{8}):/.exec(text)?.[1] ?? [])
    expect(new Set(accounts).size).toBe(2)
    expect(JSON.stringify(lines)).not.toMatch(/password-of|shop-\d/)
  })

  test('it is closed with the application, and one that was given is not', async () => {
    const { options } = await openPoolWorld()
    const made = await openContext({ imports: [PagamioPoolModule.forRoot(options)] })
    await made.app.close()
    expect(() => made.app.get(PagamioPool).for('M-1')).toThrow('closed')

    const pool = createPagamioAuthPool(options)
    const given = await openContext({ imports: [PagamioPoolModule.forRoot({ pool })] })
    await given.app.close()
    expect(pool.for('M-1').status().state).toBe('empty')
    await pool.close()
  })

  test('a dangerous option, which has a symbol for a name, arrives', async () => {
    const { simulator, options } = await openPoolWorld()
    const plain = { ...options, baseUrl: 'http://pagamio.internal/api/v1', fetch: simulator.fetch }
    expect((await rejection(openContext({ imports: [PagamioPoolModule.forRoot(plain)] }))).message).toContain('https')
    const allowed = PagamioPoolModule.forRoot({ ...plain, [allowInsecureHttp]: true })
    const { app } = await openContext({ imports: [allowed], providers: [Shop] })
    expect(await app.get(Shop).categories('M-1')).toBe(200)
  })

  test('two are refused, and without isGlobal a module has to import it', async () => {
    const { simulator, options } = await openPoolWorld()
    const pool = () => PagamioPoolModule.forRoot(options)
    expect((await rejection(openContext({ imports: [pool(), pool()] }))).message).toContain(
      'PagamioPool is provided by 2',
    )
    expect(PagamioPoolModule.forRoot({ ...options, isGlobal: false }).global).toBe(false)
    expect(simulator.count()).toBe(0)
  })

  test('options that are request-scoped fail the start, or else make no second pool', async () => {
    const { simulator, options } = await openPoolWorld()
    @Injectable({ scope: Scope.REQUEST })
    class Tenant {
      readonly options = options
    }
    @Module({ providers: [Tenant], exports: [Tenant] })
    class TenantModule {}
    const dynamic = () =>
      PagamioPoolModule.forRootAsync({
        imports: [TenantModule],
        inject: [Tenant],
        useFactory: (tenant: Tenant) => tenant.options,
      })
    const error = await rejection(openContext({ imports: [dynamic()] }))
    expect([error.code, error.message]).toEqual([
      'invalid_options',
      expect.stringContaining('PagamioPool would be made anew with each request'),
    ])
    const testing = await Test.createTestingModule({ imports: [dynamic()] }).compile()
    const visit = () => testing.resolve(PagamioPool, ContextIdFactory.create())
    await (await visit()).for('M-1').fetch('/products/categories')
    for (let request = 0; request < 7; request++) expect((await rejection(visit())).code).toBe('invalid_options')
    expect(simulator.count('login')).toBe(1)
    await testing.close()
  })
})
