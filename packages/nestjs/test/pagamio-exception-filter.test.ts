import { Controller, Get, Inject, type ModuleMetadata, Param, UseFilters } from '@nestjs/common'
import { APP_FILTER } from '@nestjs/core'
import { type ErrorCode, errorCodes, isPagamioAuthError, PagamioAuthError } from '@pagamio/auth-core'
import { demoCredentials } from '@pagamio/simulator'
import { describe, expect, test } from 'vitest'
import { PagamioExceptionFilter, PagamioModule, PagamioService } from '../src/index.ts'
import { listen, platforms } from './support/app.ts'
import { openWorld } from './support/world.ts'

@Controller()
class ShopController {
  readonly #pagamio: PagamioService

  constructor(@Inject(PagamioService) pagamio: PagamioService) {
    this.#pagamio = pagamio
  }

  @Get('categories')
  async categories(): Promise<unknown> {
    return (await this.#pagamio.fetch('/products/categories')).json()
  }

  @Get('upstream')
  async upstream(): Promise<{ status: number }> {
    const { status } = await this.#pagamio.fetch('/products/categories')
    return { status }
  }

  @Get('outside')
  outside(): Promise<unknown> {
    return this.#pagamio.fetch('//elsewhere.example/')
  }

  /** As another copy of the core would throw it. */
  @Get('copy')
  async copy(): Promise<never> {
    const thrown = await this.#pagamio.getToken().catch((error) => error)
    if (!isPagamioAuthError(thrown)) throw new Error('a token, of all things')
    const { message, code, retryAfterMs } = thrown
    throw Object.defineProperty(
      Object.assign(new Error(message), { code, retryAfterMs }),
      Symbol.for('@pagamio/auth-core/error@1'),
      { value: true },
    )
  }

  /** Whatever may go wrong, as it does where Pagamio has answered 401. */
  @Get('codes/:code')
  code(@Param('code') code: ErrorCode): never {
    throw new PagamioAuthError(code, 'It went wrong.', { status: 401 })
  }

  @Get('broken')
  broken(): never {
    throw new Error('something of our own')
  }
}

@UseFilters(PagamioExceptionFilter)
@Controller('filtered')
class FilteredController extends ShopController {}

describe.each(platforms)('PagamioExceptionFilter on %s', (_, adapter) => {
  async function openShop(pagamio: Parameters<typeof PagamioModule.forRoot>[0], filter = true) {
    const root: ModuleMetadata = {
      imports: [PagamioModule.forRoot(pagamio)],
      controllers: [ShopController, FilteredController],
      providers: filter ? [{ provide: APP_FILTER, useClass: PagamioExceptionFilter }] : [],
    }
    return listen(root, adapter())
  }

  const wrong = { ...demoCredentials, password: 'not-this-one' }

  test("a refused password is a 502 to our caller, never the caller's 401, and says no secret", async () => {
    const { simulator, pagamio } = await openWorld()
    const { url } = await openShop({ ...pagamio, credentials: wrong })
    for (let visit = 0; visit < 3; visit++) {
      const response = await fetch(`${url}/categories`)
      expect(response.status).toBe(502)
      expect(response.headers.get('retry-after')).toBeNull()
      expect(response.headers.get('content-type')).toContain('application/json')
      const text = await response.text()
      expect(JSON.parse(text)).toEqual({ error: 'invalid_credentials', message: expect.any(String) })
      expect(text).not.toMatch(/not-this-one|demo/)
    }
    expect(simulator.count('login')).toBe(1)
  })

  test.each(Object.keys(errorCodes))('%s is a 500, 502 or 503, and never a 401', async (code) => {
    const { simulator, pagamio } = await openWorld()
    const { url } = await openShop(pagamio)
    const response = await fetch(`${url}/codes/${code}`)
    expect([500, 502, 503]).toContain(response.status)
    expect(response.headers.has('www-authenticate')).toBe(false)
    expect(await response.json()).toEqual({ error: code, message: 'It went wrong.' })
    expect(simulator.count()).toBe(0)
  })

  test('a limit is a 503 that says when to come again (failure mode 6)', async () => {
    const { simulator, pagamio } = await openWorld()
    simulator.failNext('login', { kind: 'status', status: 429 })
    const { url } = await openShop(pagamio)
    const response = await fetch(`${url}/categories`)
    expect(response.status).toBe(503)
    const seconds = Number(response.headers.get('retry-after'))
    expect(seconds).toBeGreaterThanOrEqual(60)
    expect(await response.json()).toMatchObject({ error: 'rate_limited' })
    expect(simulator.count('login')).toBe(1)
  })

  test('it can be put on one controller alone', async () => {
    const { pagamio } = await openWorld()
    const { url } = await openShop({ ...pagamio, credentials: wrong }, false)
    expect((await fetch(`${url}/filtered/categories`)).status).toBe(502)
    expect((await fetch(`${url}/categories`)).status).toBe(500)
  })

  test("without it, trouble is Nest's plain 500", async () => {
    const { pagamio } = await openWorld()
    const { url } = await openShop({ ...pagamio, credentials: wrong }, false)
    const response = await fetch(`${url}/categories`)
    expect([response.status, await response.json()]).toEqual([
      500,
      { statusCode: 500, message: 'Internal server error' },
    ])
  })

  test('an error of another copy of the core is known too', async () => {
    const { pagamio } = await openWorld()
    const { url } = await openShop({ ...pagamio, credentials: wrong })
    expect((await fetch(`${url}/copy`)).status).toBe(502)
  })

  test('what we did wrong ourselves is a 500, and in the log', async () => {
    const { simulator, pagamio } = await openWorld()
    const { url, lines } = await openShop(pagamio)
    const response = await fetch(`${url}/outside`)
    expect([response.status, await response.json()]).toMatchObject([500, { error: 'insecure_url' }])
    expect(lines.filter(({ level }) => level === 'error')).toHaveLength(1)
    expect(simulator.count()).toBe(0)
  })

  test("everything else is left to Nest: other errors, and the API's own answers", async () => {
    const { simulator, pagamio } = await openWorld()
    const { url } = await openShop(pagamio)
    expect((await fetch(`${url}/broken`)).status).toBe(500)
    expect((await fetch(`${url}/nowhere`)).status).toBe(404)
    simulator.failNext('categories', { kind: 'status', status: 403 })
    expect(await (await fetch(`${url}/upstream`)).json()).toEqual({ status: 403 })
  })
})
