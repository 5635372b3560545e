import { setTimeout } from 'node:timers/promises'
import {
  allowInsecureHttp,
  createBudget,
  createPagamioAuth,
  type LimitedEndpoint,
  logEvents,
  type PagamioAuth,
  storeKeyFromEnv,
} from '@pagamio/auth-core'
import type { FileStore } from '@pagamio/store-file'
import { type Connection, connect } from './connection.ts'
import { fetchTo } from './network.ts'
import { type Screen, screenOn } from './screen.ts'
import type { Shell } from './shell.ts'
import { spinWhile } from './spinner.ts'
import { type DatedStore, dated, probeStore, tokenStore } from './token-store.ts'

/** What one run of a command works with. */
export interface Session {
  readonly connection: Connection
  readonly auth: PagamioAuth
  readonly store: DatedStore
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
  /** The one host beyond loopback that plain http may go to. */
  readonly insecureHost?: string | undefined
}

/** Where tokens are kept, and the key of one's own that they are sealed with. */
export interface SealedStore {
  readonly store: FileStore
  readonly key: ReturnType<typeof storeKeyFromEnv>
}

/** Longer than a renewal takes if all is well; the end of the process waits so long at most. */
const RENEWAL_MS = 2_000

/**
 * Over that store, if there is one, sealed as other programs there do; the limits are kept for all
 * processes there, and one run has nothing in common with another here.
 */
export const authOver = (
  sealed: SealedStore | undefined,
  { baseUrl, credentials }: Omit<Connection, 'source'>,
  { env, insecureHost }: { readonly env: NodeJS.ProcessEnv; readonly insecureHost?: string | undefined },
): PagamioAuth =>
  createPagamioAuth({
    baseUrl,
    credentials,
    ...sealed,
    budget: createBudget(),
    fetch: fetchTo(baseUrl, env),
    [allowInsecureHttp]: isNamed(baseUrl, insecureHost),
  })

/** One host, exactly, which everybody on the way to it may read along. */
const isNamed = (baseUrl: string, host: string | undefined): boolean =>
  host !== undefined && URL.parse(baseUrl)?.hostname === host.toLowerCase()

/** Opens what a command needs, and puts it away whatever happens: what was sent is waited for and saved. */
export async function withSession<T>(
  { env, stderr, interruption }: Shell,
  { profile, verbose, insecureHost }: SessionOptions,
  work: (session: Session) => Promise<T>,
): Promise<T> {
  const screen = screenOn(stderr, env)
  const { signal, forget } = interruption()
  const waiting = <T>(text: string, promise: Promise<T>) => spinWhile(screen, text, promise)
  const store = dated(tokenStore(env))
  try {
    const connection = await connect({ profile, env, signal, screen })
    const auth = authOver({ store, key: storeKeyFromEnv(env) }, connection, { env, insecureHost })
    const explained = explainStore(auth, store, screen)
    try {
      if (verbose) logEvents(auth, { info: screen.line, warn: screen.line })
      explainWait(auth, signal, screen)
      return await work({ connection, auth, store, screen, signal, waiting })
    } finally {
      await renewalOver(auth, signal)
      await auth.close()
      await explained()
    }
  } finally {
    forget()
  }
}

/**
 * A renewal ahead goes on behind the caller. A process that ended with its caller would drop it each time, and in the
 * end somebody would have to wait, or stand there when the endpoint is down.
 */
async function renewalOver(auth: PagamioAuth, signal: AbortSignal): Promise<void> {
  const { acquiring, usable } = auth.status()
  if (!acquiring || !usable) return
  const over = new AbortController()
  const stop = auth.subscribe(({ type }) => {
    if (type === 'acquired' || type === 'adopted' || type === 'acquisition_failed') over.abort()
  })
  await setTimeout(RENEWAL_MS, undefined, { signal: AbortSignal.any([over.signal, signal]) }).catch(() => {})
  stop()
}

/** Without the store every run logs in: worth a line, once. Returns what waits until it is said. */
function explainStore(auth: PagamioAuth, store: FileStore, screen: Screen): () => Promise<void> {
  let said = Promise.resolve()
  const stop = auth.subscribe(({ type }) => {
    if (type !== 'store_failed') return
    stop()
    said = probeStore(store).then(({ trouble }) => {
      const what = trouble
        ? `Tokens are not shared: ${trouble}`
        : 'The token store is slow; this run went on without it.'
      screen.line(`${screen.paint('yellow', '!')} ${what}`)
    })
  })
  return () => said
}

/** If you interrupt a login that was sent, this says why it does not end at once: its token is kept for the next run. */
export function explainWait(auth: PagamioAuth, signal: AbortSignal, screen: Screen): void {
  let sent: LimitedEndpoint | undefined
  auth.subscribe((event) => {
    if (event.type === 'acquiring') sent = event.endpoint
    if (event.type === 'acquired' || event.type === 'acquisition_failed') sent = undefined
  })
  signal.addEventListener('abort', () => {
    if (sent) screen.line(`A ${sent} was sent: waiting a moment for its token. Ctrl-C again leaves without it.`)
  })
}
