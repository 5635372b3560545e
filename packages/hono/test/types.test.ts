import type {
  AccessToken,
  BudgetLimits,
  Credentials,
  FetchLike,
  PagamioAuth,
  PagamioAuthOptions,
  PagamioAuthPool,
} from '@pagamio/auth-core'
import { Hono } from 'hono'
import { createFactory } from 'hono/factory'
import { describe, expectTypeOf, test } from 'vitest'
import { type PagamioVariable, pagamio, pagamioProxy } from '../src/index.ts'
import type { credentials, limits } from '../src/options-identity.ts'

/** Compiled by `tsc`, and never run. */
const compiled = (_: () => unknown) => {}
const options: PagamioAuthOptions = { environment: 'sandbox', credentials: { username: 'demo', password: 'demo' } }
const auth = {} as PagamioAuth
const pool = {} as PagamioAuthPool

describe('types', () => {
  test('c.var.pagamio is typed where use() is chained, in every route after it', () => {
    compiled(() =>
      new Hono()
        .use(pagamio(options))
        .get('/', (c) => {
          expectTypeOf(c.var.pagamio).toEqualTypeOf<PagamioVariable>()
          expectTypeOf(c.get('pagamio')).toEqualTypeOf<PagamioVariable>()
          return c.text('')
        })
        .post('/later', async (c) => {
          expectTypeOf(c.var.pagamio.fetch).toEqualTypeOf<FetchLike>()
          expectTypeOf(await c.var.pagamio.getToken()).toEqualTypeOf<AccessToken>()
          return c.text('')
        })
        .get('/inline', pagamio(auth), (c) => c.text(c.var.pagamio.status().state)),
    )
  })

  test('and with a path, beside other middleware, and in a factory', () => {
    compiled(() => [
      new Hono<{ Variables: { user: string } }>()
        .use('/shop/*', pagamio(options))
        .get('/shop/categories', (c) => c.json([c.var.user, c.var.pagamio.baseUrl])),
      new Hono()
        .use(pagamio(options))
        .use(pagamio(auth, { key: 'billing' }))
        .get('/', (c) => {
          expectTypeOf(c.var.pagamio).toEqualTypeOf<PagamioVariable>()
          expectTypeOf(c.var.billing).toEqualTypeOf<PagamioVariable>()
          return c.text('')
        }),
      createFactory().createHandlers(pagamio(options), (c) => c.text(c.var.pagamio.baseUrl)),
    ])
  })

  test('nothing is known of it elsewhere: no type is put on every Hono there is', () => {
    compiled(() =>
      new Hono().get('/', (c) => {
        expectTypeOf(c.var).not.toHaveProperty('pagamio')
        // @ts-expect-error no middleware has set it
        c.get('pagamio')
        return c.text('')
      }),
    )
  })

  test('the key is a literal: that name is typed, and no other', () => {
    compiled(() =>
      new Hono().use(pagamio(options, { key: 'billing' })).get('/', (c) => {
        expectTypeOf(c.var.billing).toEqualTypeOf<PagamioVariable>()
        expectTypeOf(c.var).not.toHaveProperty('pagamio')
        // @ts-expect-error misspelt
        return c.json(c.var.biling)
      }),
    )
  })

  test('a pool needs to know whose token a request gets, and nothing else does', () => {
    compiled(() => [
      new Hono()
        .use('/:merchant/*', pagamio(pool, { merchant: (c) => c.req.param('merchant') ?? '' }))
        .get('/', (c) => {
          expectTypeOf(c.var.pagamio).toEqualTypeOf<PagamioVariable>()
          return c.text('')
        }),
      new Hono().use(pagamio(pool, { merchant: async () => 'M-1', key: 'shop' })).get('/', (c) => {
        expectTypeOf(c.var.shop).toEqualTypeOf<PagamioVariable>()
        return c.text('')
      }),
      // @ts-expect-error whose?
      pagamio(pool),
      // @ts-expect-error whose?
      pagamio(pool, { key: 'shop' }),
      // @ts-expect-error there is one merchant
      pagamio(options, { merchant: () => 'M-1' }),
    ])
  })

  test('options may come from the request, with its bindings', () => {
    compiled(() => [
      new Hono<{ Bindings: { PASSWORD: string } }>().use(
        pagamio((c) => ({ environment: 'sandbox', credentials: { username: 'demo', password: c.env.PASSWORD } })),
      ),
      // @ts-expect-error there is no such environment
      pagamio(() => ({ environment: 'staging', credentials: { username: 'demo', password: 'demo' } })),
      // @ts-expect-error without credentials
      pagamio({ environment: 'sandbox' }),
    ])
  })

  test('a proxy says what may be reached', () => {
    compiled(() => [
      pagamioProxy({ allow: ['/*'], auth, key: undefined }),
      // @ts-expect-error without allow
      pagamioProxy({ auth }),
    ])
  })

  test('options are told apart by everything that the core reads in them', () => {
    expectTypeOf<(typeof credentials)[number]>().toEqualTypeOf<keyof Credentials>()
    expectTypeOf<(typeof limits)[number]>().toEqualTypeOf<keyof BudgetLimits>()
  })
})
