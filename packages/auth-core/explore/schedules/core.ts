import type * as source from '../../src/index.ts'
import type { Seams } from '../../src/options/seams.ts'

/** What is explored: the public API of a build, and the part of it that is loaded late. */
export interface Core
  extends Pick<
    typeof source,
    'createPagamioAuth' | 'memoryStore' | 'createBudget' | 'isPagamioAuthError' | 'errorCodes'
  > {
  readonly sharing: unknown
}

/** The sources, or what users get. */
export async function loadCore(from: 'src' | 'dist' = 'src'): Promise<Core> {
  const file = from === 'src' ? '../../src/index.ts' : '../../dist/index.js'
  const api = (await import(file)) as typeof source
  let sharing: unknown
  const seams: Partial<Seams> = {
    load: async (importing) => {
      const loaded = await importing()
      sharing = loaded
      return loaded
    },
  }
  const options = {
    environment: 'sandbox' as const,
    credentials: { username: 'nobody', password: 'nothing' },
    store: api.memoryStore(),
    key: new Uint8Array(32),
    [Symbol.for('@pagamio/auth-core/seams')]: seams,
  }
  const auth = api.createPagamioAuth(options)
  await auth.restore()
  await auth.close()
  return { ...api, sharing }
}
