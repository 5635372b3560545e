import type { PagamioAuthOptions } from '@pagamio/auth-core'
import { coreDist } from '../core-dist.ts'
import { handWritten } from './hand-written.ts'
import { tokenOf } from './hand-written-login.ts'

type GetToken = (options?: { signal: AbortSignal }) => Promise<unknown>

/** A cold cache of tokens in front of a token endpoint. */
export type TokenSource = (answer: () => Promise<Response>) => Promise<GetToken>

/** Each loads only what it needs. Ours is the built core, as users run it. */
export const tokenSources: Readonly<Record<string, TokenSource>> = {
  async pagamio(answer) {
    const { createPagamioAuth } = (await import(coreDist())) as typeof import('@pagamio/auth-core')
    const options: PagamioAuthOptions = {
      baseUrl: 'http://127.0.0.1:9/api/v1',
      credentials: { username: 'demo', password: 'demo-password' },
      fetch: answer,
    }
    return createPagamioAuth(options).getToken
  },
  async 'p-memoize'(answer) {
    const { default: memoize } = await import('p-memoize')
    return memoize(async () => tokenOf(await answer()), { cacheKey: () => 'token' })
  },
  async 'hand-written'(answer) {
    return handWritten(async () => tokenOf(await answer())).getToken
  },
}
