import type { AccessToken, FetchLike, PagamioAuth, TokenSource } from '@pagamio/auth-core'
import ky, { type KyInstance, type KyResponse, type Options } from 'ky'
import type { Options as FirstOptions } from 'ky-v1'
import { describe, expectTypeOf, test } from 'vitest'
import { createPagamioKy, type PagamioHooks, type PagamioHooksOptions, pagamioHooks } from '../src/index.ts'

/** Compiled by `tsc`, with the types of ky 2 and with those of ky 1, and never run. */
const compiled = (_: () => unknown) => {}
const auth = {} as PagamioAuth

interface Category {
  readonly code: string
}

describe('types', () => {
  test('createPagamioKy gives a ky, whose answers are typed as ever', () => {
    expectTypeOf<ReturnType<typeof createPagamioKy>>().toEqualTypeOf<KyInstance>()
    expectTypeOf(createPagamioKy).parameters.toEqualTypeOf<[source: TokenSource, options?: Options | undefined]>()
    compiled(async () => {
      const api = createPagamioKy(auth, { timeout: 20_000, retry: 0, headers: { 'x-shop': 'one' } })
      expectTypeOf(await api.get('products/categories').json<Category[]>()).toEqualTypeOf<Category[]>()
      expectTypeOf(await api.post('purchase', { json: { amount: 50 } })).toEqualTypeOf<KyResponse>()
      expectTypeOf(api.extend({ timeout: false })).toEqualTypeOf<KyInstance>()
      // @ts-expect-error misspelt
      return createPagamioKy(auth, { timeOut: 20_000 })
    })
  })

  test('pagamioHooks gives options: for extend, create, one request, and beside others', () => {
    expectTypeOf<ReturnType<typeof pagamioHooks>>().toEqualTypeOf<PagamioHooks>()
    expectTypeOf<PagamioHooks>().toExtend<Options>()
    expectTypeOf<PagamioHooks>().toExtend<FirstOptions>()
    compiled(() => [
      ky.extend(pagamioHooks(auth)),
      ky.create(pagamioHooks(auth)),
      ky.create({ timeout: 20_000, ...pagamioHooks(auth) }),
      ky.extend((defaults) => ({ ...defaults, ...pagamioHooks(auth) })),
      ky.get('https://api.example/', pagamioHooks(auth)).json<Category[]>(),
    ])
    expectTypeOf(ky.extend(pagamioHooks(auth))).toEqualTypeOf<KyInstance>()
  })

  test('they take any source of tokens, and a fetch', () => {
    expectTypeOf<PagamioAuth>().toExtend<Parameters<typeof pagamioHooks>[0]>()
    expectTypeOf<PagamioHooksOptions>().toEqualTypeOf<{ readonly fetch?: FetchLike | undefined }>()
    compiled(() => [
      pagamioHooks({ baseUrl: '', owns: () => true, getToken: async () => ({}) as AccessToken }),
      pagamioHooks(auth, { fetch: undefined }),
      pagamioHooks(auth, { fetch: auth.fetch }),
      // @ts-expect-error a token is no source of tokens
      pagamioHooks({} as AccessToken),
      // @ts-expect-error misspelt
      pagamioHooks(auth, { fetcher: auth.fetch }),
    ])
  })
})
