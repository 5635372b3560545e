import { json } from 'node:stream/consumers'
import { HttpModule, HttpService } from '@nestjs/axios'
import { Inject, Injectable, Module } from '@nestjs/common'
import { demoCredentials } from '@pagamio/simulator'
import axios, { type AxiosRequestConfig } from 'axios'
import { firstValueFrom, timeout } from 'rxjs'
import { afterEach, describe, expect, test } from 'vitest'
import {
  getPagamioHttpToken,
  InjectPagamioHttp,
  PagamioHttpModule,
  type PagamioHttpModuleOptions,
  type PagamioHttpOptionsFactory,
  PagamioHttpService,
} from '../src/http.ts'
import { PagamioModule, PagamioService } from '../src/index.ts'
import { openContext, rejection } from './support/app.ts'
import { openWorld } from './support/world.ts'

/** Interceptors of the axios that everybody shares. */
const globalInterceptors = () =>
  [axios.interceptors.request, axios.interceptors.response].flatMap(
    (manager) => (manager as unknown as { handlers: unknown[] | null }).handlers ?? [],
  )

afterEach(() => expect(globalInterceptors()).toEqual([]))

const purchase = {
  productCode: 'AIR-VOD-001',
  amount: 29,
  mobileNumber: '+27821234567',
  paymentMethod: 'cash',
  channelId: 'Q7RT2M',
  merchantReference: 'order-1',
}

/** What is unsubscribed from is called off, whatever else it has (failure mode 138). */
const ways: Readonly<Record<string, () => AxiosRequestConfig>> = {
  'a plain request': () => ({}),
  'a request for a stream': () => ({ responseType: 'stream' }),
  'a request with a signal': () => ({ signal: new AbortController().signal }),
  'a request with a cancelToken': () => ({ cancelToken: axios.CancelToken.source().token }),
}

describe.each(Object.entries(ways))('%s that is unsubscribed from', (_, config) => {
  async function open() {
    const { simulator, pagamio, clock } = await openWorld()
    const { app } = await openContext({ imports: [PagamioModule.forRoot(pagamio), PagamioHttpModule.register()] })
    return { simulator, clock, http: app.get(PagamioHttpService), auth: app.get(PagamioService) }
  }

  test('while the login is under way is not sent', async () => {
    const { simulator, clock, http } = await open()
    simulator.failNext('login', { kind: 'delay', ms: 1_000 })
    const leaving = http.post('/purchase', purchase, config()).subscribe()
    await expect.poll(() => simulator.count('login')).toBe(1)
    leaving.unsubscribe()
    const staying = firstValueFrom(http.get('/products/categories'))
    await clock.advance(1_000)
    expect((await staying).status).toBe(200)
    expect(simulator.count('purchase')).toBe(0)
  })

  test('while a 401 is cured is not sent again', async () => {
    const { simulator, clock, http, auth } = await open()
    await auth.getToken()
    simulator.revokeAll()
    simulator.failNext('refresh', { kind: 'delay', ms: 1_000 })
    const leaving = http.post('/purchase', purchase, config()).subscribe()
    await expect.poll(() => simulator.count('refresh')).toBe(1)
    leaving.unsubscribe()
    const staying = firstValueFrom(http.get('/products/categories'))
    await clock.advance(1_000)
    expect((await staying).status).toBe(200)
    expect(simulator.count('purchase')).toBe(1)
    expect(simulator.charges).toEqual([])
  })

  test('by timeout() is not sent', async () => {
    const { simulator, clock, http } = await open()
    simulator.failNext('login', { kind: 'delay', ms: 1_000 })
    const error = await rejection(firstValueFrom(http.post('/purchase', purchase, config()).pipe(timeout(20))))
    expect(error).toMatchObject({ name: 'TimeoutError' })
    const staying = firstValueFrom(http.get('/products/categories'))
    await expect.poll(() => simulator.count('login')).toBe(1)
    await clock.advance(1_000)
    expect((await staying).status).toBe(200)
    expect(simulator.count('purchase')).toBe(0)
  })
})

test('a stream is read after its answer, which ends the subscription', async () => {
  const { pagamio } = await openWorld()
  const { app } = await openContext({ imports: [PagamioModule.forRoot(pagamio), PagamioHttpModule.register()] })
  const http = app.get(PagamioHttpService)
  const { data } = await firstValueFrom(http.get('/products/categories', { responseType: 'stream' }))
  expect(await json(data)).toBeInstanceOf(Array)
})

describe('PagamioHttpModule', () => {
  test('brings an HttpService whose paths are below Pagamio, with the token', async () => {
    const { simulator, pagamio } = await openWorld()
    const { app } = await openContext({ imports: [PagamioModule.forRoot(pagamio), PagamioHttpModule.register()] })
    const http = app.get(PagamioHttpService)
    expect(http).toBeInstanceOf(HttpService)
    const { data } = await firstValueFrom(http.get('/products/categories'))
    expect(data).toBeInstanceOf(Array)
    expect(simulator.log.map(({ endpoint, status }) => [endpoint, status])).toEqual([
      ['login', 200],
      ['categories', 200],
    ])
  })

  test("the application's own HttpService goes without it, in the same module", async () => {
    const { simulator, pagamio } = await openWorld()
    @Injectable()
    class Shop {
      readonly plain: HttpService
      readonly http: PagamioHttpService

      constructor(@Inject(HttpService) plain: HttpService, @InjectPagamioHttp() http: PagamioHttpService) {
        this.plain = plain
        this.http = http
      }
    }
    @Module({ imports: [HttpModule, PagamioHttpModule.register({ timeout: 5_000 })], providers: [Shop] })
    class ShopModule {}
    const { app } = await openContext({ imports: [PagamioModule.forRoot(pagamio), ShopModule] })
    const { plain, http } = app.get(Shop)
    await firstValueFrom(http.get('/products/categories'))
    await rejection(firstValueFrom(plain.get(`${pagamio.baseUrl}/products/categories`)))
    await rejection(axios.get(`${pagamio.baseUrl}/products/categories`))
    expect(
      simulator.log.filter(({ endpoint }) => endpoint === 'categories').map((entry) => entry.authorization),
    ).toEqual(['bearer', 'none', 'none'])
    expect(http.axiosRef.defaults.timeout).toBe(5_000)
  })

  test('the token stays at home: an address elsewhere is asked without it', async () => {
    const { simulator, pagamio } = await openWorld()
    const elsewhere = await openWorld()
    const { app } = await openContext({ imports: [PagamioModule.forRoot(pagamio), PagamioHttpModule.register()] })
    const http = app.get(PagamioHttpService)
    await rejection(firstValueFrom(http.get(`${elsewhere.pagamio.baseUrl}/products/categories`)))
    expect(elsewhere.simulator.log.map(({ authorization }) => authorization)).toEqual(['none'])
    expect(simulator.count()).toBe(0)
  })

  test('a purchase that is answered 401 is sent once more with the same bytes, and charged once (failure mode 53)', async () => {
    const { simulator, pagamio } = await openWorld()
    const { app } = await openContext({ imports: [PagamioModule.forRoot(pagamio), PagamioHttpModule.register()] })
    const http = app.get(PagamioHttpService)
    await firstValueFrom(http.get('/products/categories'))
    simulator.revokeAll()
    expect((await firstValueFrom(http.post('/purchase', purchase))).status).toBe(200)
    const sent = simulator.log.filter(({ endpoint }) => endpoint === 'purchase')
    expect(sent.map(({ status }) => status)).toEqual([401, 200])
    expect(new Set(sent.map(({ bodyHash }) => bodyHash)).size).toBe(1)
    expect(simulator.charges).toHaveLength(1)
    expect(simulator.count('refresh')).toBe(1)
  })

  test('where no token is to be had, the error is ours and nothing is sent', async () => {
    const { simulator, pagamio } = await openWorld()
    const credentials = { ...demoCredentials, password: 'not-this-one' }
    const { app } = await openContext({
      imports: [PagamioModule.forRoot({ ...pagamio, credentials }), PagamioHttpModule.register()],
    })
    const error = await rejection(firstValueFrom(app.get(PagamioHttpService).get('/products/categories')))
    expect(error.code).toBe('invalid_credentials')
    expect(simulator.log.map(({ endpoint }) => endpoint)).toEqual(['login'])
  })

  test('each of several instances has one of its own', async () => {
    const shop = await openWorld()
    const billing = await openWorld()
    const { app } = await openContext({
      imports: [
        PagamioModule.forRoot(shop.pagamio),
        PagamioModule.forRoot({ ...billing.pagamio, name: 'billing' }),
        PagamioHttpModule.register(),
        PagamioHttpModule.register({ name: 'billing' }),
      ],
    })
    await firstValueFrom(app.get<PagamioHttpService>(getPagamioHttpToken('billing')).get('/products/categories'))
    expect([shop.simulator.count(), billing.simulator.count('categories', 'ok')]).toEqual([0, 1])
  })

  describe('registerAsync', () => {
    @Injectable()
    class Settings implements PagamioHttpOptionsFactory {
      createHttpOptions(): PagamioHttpModuleOptions {
        return { headers: { 'user-agent': 'corner-shop/1.0' } }
      }
    }

    @Module({ providers: [Settings], exports: [Settings] })
    class SettingsModule {}

    test.each([
      [
        'useFactory',
        { imports: [SettingsModule], inject: [Settings], useFactory: (all: Settings) => all.createHttpOptions() },
      ],
      ['useClass', { useClass: Settings }],
      ['useExisting', { imports: [SettingsModule], useExisting: Settings }],
    ])('%s brings what axios.create() takes', async (_, way) => {
      const { simulator, pagamio } = await openWorld()
      const { app } = await openContext({
        imports: [PagamioModule.forRoot(pagamio), PagamioHttpModule.registerAsync({ ...way, name: 'default' })],
      })
      await firstValueFrom(app.get(PagamioHttpService).get('/products/categories'))
      expect(simulator.log.at(-1)).toMatchObject({ userAgent: 'corner-shop/1.0', authorization: 'bearer', status: 200 })
    })
  })

  test('with isGlobal nobody needs to import it', async () => {
    const { simulator, pagamio } = await openWorld()
    @Injectable()
    class Shop {
      @Inject(PagamioHttpService) readonly http!: PagamioHttpService
    }
    @Module({ providers: [Shop] })
    class ShopModule {}
    const local = [PagamioModule.forRoot(pagamio), PagamioHttpModule.register(), ShopModule]
    expect((await rejection(openContext({ imports: local }))).message).toContain('PagamioHttpService')
    const global = [PagamioModule.forRoot(pagamio), PagamioHttpModule.register({ isGlobal: true }), ShopModule]
    const { app } = await openContext({ imports: global })
    await firstValueFrom(app.get(Shop).http.get('/products/categories'))
    expect(simulator.count('categories', 'ok')).toBe(1)
  })

  test('without a PagamioModule the start fails, and says what is missing', async () => {
    const error = await rejection(openContext({ imports: [PagamioHttpModule.register()] }))
    expect(error.message).toContain('PagamioService')
  })
})
