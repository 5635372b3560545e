import { setTimeout } from 'node:timers/promises'
import { createPagamioAuth, isPagamioAuthError, logEvents, type PagamioAuth } from '@pagamio/auth-core'
import { type FileStore, fileStore } from '@pagamio/store-file'
import { type Connection, connect } from './connection.ts'
import { interruption } from './interruption.ts'
import { type Screen, screenOn } from './screen.ts'
import { spinWhile } from './spinner.ts'

/** What one run of a command works with. */
export interface Session {
  readonly connection: Connection
  readonly auth: PagamioAuth
  readonly store: FileStore
  /** Standard error. */
  readonly screen: Screen
  /** Aborts when the user has had enough. */
  readonly signal: AbortSignal
  /** Shows that something is waited for, where it takes long. */
  waiting<T>(text: string, work: Promise<T>): Promise<T>
}

export interface SessionOptions {
  readonly profile?: string | undefined
  readonly verbose?: boolean | undefined
}

/** Longer than a renewal takes where all is well; whoever waits for the end of the process waits so long at most. */
const RENEWAL_MS = 2_000

/** The tokens of this machine's user, shared with every program that uses the file store's own folder. */
export const tokenStore = (): FileStore => fileStore({ folder: process.env.PAGAMIO_STORE_FOLDER || undefined })

/** Over that store; the budget of all processes is the limit, so that one in this process need not be another. */
export const authOver = (store: FileStore, { baseUrl, credentials }: Connection): PagamioAuth =>
  createPagamioAuth({ baseUrl, credentials, store })

/** Opens what a command needs, and puts it away whatever happens: what was sent is waited for and saved. */
export async function withSession<T>(options: SessionOptions, work: (session: Session) => Promise<T>): Promise<T> {
  const screen = screenOn(process.stderr)
  const { signal, forget } = interruption()
  const store = tokenStore()
  try {
    const connection = await connect({ profile: options.profile, env: process.env })
    const auth = authOver(store, connection)
    try {
      if (options.verbose) logEvents(auth, { info: screen.line, warn: screen.line })
      explainStore(auth, store, screen)
      return await work({
        connection,
        auth,
        store,
        screen,
        signal,
        waiting: (text, promise) => spinWhile(screen, text, promise),
      })
    } finally {
      await renewalOver(auth)
      await auth.close()
    }
  } finally {
    forget()
  }
}

/**
 * A renewal ahead goes on behind the caller. A process that ended with its caller would drop it each time, and in the
 * end somebody would have to wait, or stand there when the endpoint is down.
 */
async function renewalOver(auth: PagamioAuth): Promise<void> {
  const { acquiring, usable } = auth.status()
  if (!acquiring || !usable) return
  const over = new AbortController()
  const stop = auth.subscribe(({ type }) => {
    if (type === 'acquired' || type === 'adopted' || type === 'acquisition_failed') over.abort()
  })
  await setTimeout(RENEWAL_MS, undefined, { signal: over.signal }).catch(() => {})
  stop()
}

/** Without the store every run logs in: worth a line, once. */
function explainStore(auth: PagamioAuth, store: FileStore, screen: Screen): void {
  const stop = auth.subscribe(({ type }) => {
    if (type !== 'store_failed') return
    stop()
    void store.ready().then(
      () => screen.line(`${screen.paint('yellow', '!')} The token store is slow; this run went on without it.`),
      (error) => screen.line(`${screen.paint('yellow', '!')} Tokens are not shared: ${whyNot(error, store)}`),
    )
  })
}

function whyNot(error: unknown, { folder }: FileStore): string {
  const { code } = (error ?? {}) as { readonly code?: unknown }
  return isPagamioAuthError(error) ? error.message : `${folder} cannot be used (${String(code)}).`
}
