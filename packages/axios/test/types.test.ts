import type { AccessToken, PagamioAuth, TokenSource } from '@pagamio/auth-core'
import axios, { type AxiosInstance } from 'axios'
import { describe, expectTypeOf, test } from 'vitest'
import { type AttachOptions, attachPagamio } from '../src/index.ts'

/** Compiled by `tsc`, and never run. */
const compiled = (_: () => unknown) => {}
const auth = {} as PagamioAuth

describe('types', () => {
  test('attachPagamio takes what axios.create() returns, and returns what detaches', () => {
    expectTypeOf<ReturnType<typeof attachPagamio>>().toEqualTypeOf<() => void>()
    expectTypeOf<Parameters<typeof attachPagamio>>().toEqualTypeOf<
      [instance: AxiosInstance, source: TokenSource, options?: AttachOptions | undefined]
    >()
    compiled(async () => {
      const api = axios.create({ baseURL: auth.baseUrl })
      const detach = attachPagamio(api, auth)
      const { data } = await api.get<{ readonly code: string }[]>('/products/categories')
      expectTypeOf(data).toEqualTypeOf<{ readonly code: string }[]>()
      return detach()
    })
  })

  test('it takes any source of tokens, and the global axios if told', () => {
    expectTypeOf<AttachOptions>().toEqualTypeOf<{ readonly allowGlobal?: boolean | undefined }>()
    compiled(() => [
      attachPagamio(axios.create(), { baseUrl: '', owns: () => true, getToken: async () => ({}) as AccessToken }),
      attachPagamio(axios, auth, { allowGlobal: true }),
      attachPagamio(axios.create(), auth, { allowGlobal: undefined }),
      // @ts-expect-error what axios.create() takes, not what it returns
      attachPagamio({ baseURL: auth.baseUrl }, auth),
      // @ts-expect-error a token is no source of tokens
      attachPagamio(axios.create(), {} as AccessToken),
      // @ts-expect-error misspelt
      attachPagamio(axios.create(), auth, { allowglobal: true }),
    ])
  })
})
