import {
  allowBrowser,
  createPagamioAuth,
  createPagamioAuthPool,
  memoryStore,
  type PagamioAuthPoolOptions,
  type TokenStore,
} from '@pagamio/auth-core'
import { BASE_URL, type Client, type Place } from './client.ts'
import { accountOf } from './pagamio.ts'
import { plainSubtle } from './subtle.ts'

const KEY = new Uint8Array(32).fill(7)
const SEAMS = Symbol.for('@pagamio/auth-core/seams')

/** The part of the core that loads with the first store. Loading takes as long as it takes: it is done before time begins. */
export async function loadSharing(): Promise<unknown> {
  let sharing: unknown
  const load = async (importing: () => Promise<unknown>) => {
    sharing = await importing()
    return sharing
  }
  const auth = createPagamioAuth({
    baseUrl: BASE_URL,
    credentials: accountOf(1),
    store: memoryStore(),
    key: KEY,
    [allowBrowser]: true,
    [SEAMS]: { load },
  } as Parameters<typeof createPagamioAuth>[0])
  await auth.restore()
  await auth.close()
  return sharing
}

/** The shipped core, as a process would use it. */
export function libraryClient({ clock, fetch, random }: Place, store: TokenStore, sharing: unknown): Client {
  const pool = createPagamioAuthPool({
    baseUrl: BASE_URL,
    credentialsFor: async (merchant) => accountOf(Number(merchant)),
    store,
    key: KEY,
    clock,
    fetch,
    random,
    [allowBrowser]: true,
    [SEAMS]: { subtle: plainSubtle, load: async () => sharing },
  } as PagamioAuthPoolOptions)
  return {
    call: (merchant) => pool.for(`${merchant}`).fetch('/products/categories'),
    token(merchant) {
      const { expiresAt, acquiring, waiting } = pool.for(`${merchant}`).status()
      return { expiresAt: expiresAt ?? 0, acquiring, waiting }
    },
  }
}
