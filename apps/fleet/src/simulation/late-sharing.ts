import { createPagamioAuth, memoryStore, type PagamioAuthOptions } from '@pagamio/auth-core'

/** Where a simulation reaches into the core. */
export const CORE_SEAMS = Symbol.for('@pagamio/auth-core/seams')

/** The part of the core that is loaded late. Loading takes as long as it takes: it is done before time begins. */
export async function loadSharing(): Promise<unknown> {
  let sharing: unknown
  const load = async (importing: () => Promise<unknown>) => {
    sharing = await importing()
    return sharing
  }
  const auth = createPagamioAuth({
    environment: 'sandbox',
    credentials: { username: 'nobody', password: 'nothing' },
    store: memoryStore(),
    key: new Uint8Array(32),
    [CORE_SEAMS]: { load },
  } as PagamioAuthOptions)
  await auth.restore()
  await auth.close()
  return sharing
}
