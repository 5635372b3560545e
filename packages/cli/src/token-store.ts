import { randomUUID } from 'node:crypto'
import { isPagamioAuthError, untilAborted } from '@pagamio/auth-core'
import { type FileStore, fileStore } from '@pagamio/store-file'
import { Failure } from './failure.ts'

const PROBE_MS = 2_000
const LEASE_MS = 1_000

/**
 * The tokens of this machine's user, shared with every program that uses the file store's own folder. Where there is no
 * such folder, as for a user without a home, it is a store that fails: it costs sharing, and no token.
 */
export function tokenStore({ PAGAMIO_STORE_FOLDER }: NodeJS.ProcessEnv): FileStore {
  try {
    return fileStore({ folder: PAGAMIO_STORE_FOLDER || undefined })
  } catch (error) {
    if (PAGAMIO_STORE_FOLDER || !isPagamioAuthError(error)) throw error
    const why = new Failure('this user has no home directory: PAGAMIO_STORE_FOLDER names a folder.', '')
    // No waiting cures that, and the code says so.
    return failing(Object.assign(why, { code: error.code }))
  }
}

/** A store that knows how old is what was last read of it. */
export interface DatedStore extends FileStore {
  /** Undefined where nothing was found. */
  lastAgeMs(): number | undefined
}

export function dated(store: FileStore): DatedStore {
  let ageMs: number | undefined
  return {
    ...store,
    lastAgeMs: () => ageMs,
    async get(slot, call) {
      const found = await store.get(slot, call)
      ageMs = found?.ageMs
      return found
    },
  }
}

function failing(error: Failure): FileStore {
  const fail = () => Promise.reject(error)
  return {
    kind: 'file',
    folder: 'nowhere',
    ready: fail,
    get: fail,
    setIfNewer: fail,
    delete: fail,
    takeLease: fail,
    releaseLease: fail,
    takePermit: fail,
    settlePermit: fail,
    budget: fail,
  }
}

/** Why tokens cannot be shared through a store; or, where they can, how long it takes to get a lease and give it back. */
export type Probe =
  | { readonly trouble: string; readonly tookMs?: never }
  | { readonly trouble?: never; readonly tookMs: number }

/** It is written to, because a folder that is there may still take nothing: a full disk, a read-only mount. */
export async function probeStore(
  store: FileStore,
  signal: AbortSignal = AbortSignal.timeout(PROBE_MS),
): Promise<Probe> {
  try {
    await untilAborted(signal, () => store.ready())
    const owner = randomUUID()
    const began = performance.now()
    await store.takeLease('probe', { owner, ttlMs: LEASE_MS }, { signal })
    await store.releaseLease('probe', { owner }, { signal })
    return { tookMs: performance.now() - began }
  } catch (error) {
    return { trouble: whyNot(error, store.folder) }
  }
}

/** What that time is worth in words. */
export const probeWords = (tookMs: number): string => `${Math.max(1, Math.round(tookMs))} ms for a lease there and back`

function whyNot(error: unknown, folder: string): string {
  if (error instanceof Failure) return error.message
  if (isPagamioAuthError(error)) return error.message.replace(/^Option "folder" /, '')
  const { code, name } = (error ?? {}) as { readonly code?: unknown; readonly name?: unknown }
  if (name === 'TimeoutError') return `${folder} does not answer.`
  return `${folder} cannot be used (${typeof code === 'string' ? code : String(name)}).`
}
