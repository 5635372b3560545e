import type { LimitedEndpoint, PagamioAuth, PagamioAuthStatus } from '@pagamio/auth-core'
import type { BudgetLeft, FileStore } from '@pagamio/store-file'
import { durationOf } from './duration.ts'
import { columns, type Screen } from './screen.ts'
import type { Session } from './session.ts'
import { probeStore, probeWords } from './token-store.ts'

const MINUTE_MS = 60_000
/** How long the core sends no password again that was refused. */
const REFUSED_MS = 10 * MINUTE_MS

/** All that can be known without a call. Never a token, and no username. */
export interface Seen {
  readonly source: string
  readonly api: string
  readonly account: string
  readonly state: PagamioAuthStatus['state']
  readonly usable: boolean
  readonly expiresAt: string | undefined
  readonly generation: number | undefined
  readonly trouble: string | undefined
  /** Over all processes; undefined where the store cannot say. */
  readonly budget: Readonly<Record<LimitedEndpoint, BudgetLeft>> | undefined
  /** Until a new token may be acquired, over all processes; with a refused password, until it is sent again. */
  readonly nextAcquisitionInMs: number
  readonly store: string
  /** How long it takes to get a lease of it and give it back; undefined where it is not used. */
  readonly storeMs: number | undefined
  /** Why the store is not used, where it is not. */
  readonly storeTrouble: string | undefined
}

type Looking = Pick<Session, 'auth' | 'store' | 'connection'>

export async function lookAt(session: Looking): Promise<Seen> {
  const { auth, store, connection } = session
  const status = await auth.restore()
  const refusedMs = status.state === 'refused' ? REFUSED_MS - (store.lastAgeMs() ?? 0) : 0
  const { trouble, tookMs } = await probeStore(store)
  const budget = trouble ? undefined : await lookAtBudget(session).catch(() => undefined)
  const { account, state, usable, expiresAt, generation } = status
  return {
    source: connection.source,
    api: auth.baseUrl,
    account,
    state,
    usable,
    expiresAt: expiresAt === undefined ? undefined : new Date(expiresAt).toISOString(),
    generation,
    trouble: status.trouble?.code,
    budget,
    nextAcquisitionInMs: Math.max(
      refusedMs,
      status.nextAcquisitionInMs,
      budget?.[state === 'empty' || state === 'refused' ? 'login' : 'refresh'].nextInMs ?? 0,
    ),
    store: store.folder,
    storeMs: tookMs,
    storeTrouble: trouble,
  }
}

/** Over all processes that share the store. */
export async function lookAtBudget({
  auth,
  store,
}: {
  readonly auth: PagamioAuth
  readonly store: FileStore
}): Promise<Readonly<Record<LimitedEndpoint, BudgetLeft>>> {
  const of = (endpoint: LimitedEndpoint) => {
    const { limit } = auth.status().budget[endpoint]
    return store.budget(new URL(auth.baseUrl).origin, endpoint, { limit, windowMs: MINUTE_MS })
  }
  const [login, refresh] = await Promise.all([of('login'), of('refresh')])
  return { login, refresh }
}

export function statusLines(seen: Seen, now: number, paint: Screen['paint']): string[] {
  const left = (endpoint: LimitedEndpoint) => {
    if (!seen.budget) return 'unknown: the store cannot say what other processes have spent'
    const { limit, left, nextInMs, closedForMs } = seen.budget[endpoint]
    if (closedForMs > 0)
      return `none for ${Math.ceil(closedForMs / 1000)} s: Pagamio answered 429, or refused this address`
    return `${left} of ${limit} left in this minute${left === 0 ? `, the next in ${Math.ceil(nextInMs / 1000)} s` : ''}`
  }
  const rows = [
    ['account', `${seen.account}, from ${seen.source}`],
    ['api', seen.api],
    ['token', tokenText(seen, now)],
    ['logins', left('login')],
    ['refreshes', left('refresh')],
    ['store', storeText(seen)],
  ]
  return columns(rows, (cell, row, column) => {
    if (column === 0) return paint('dim', cell)
    return rows[row]?.[0] === 'token' ? paint(seen.usable ? 'green' : 'yellow', cell) : cell
  })
}

const storeText = ({ store, storeMs, storeTrouble }: Seen): string =>
  storeMs === undefined ? `not used: ${storeTrouble}` : `files in ${store}, ${probeWords(storeMs)}`

const refusal = (trouble: Seen['trouble']): string =>
  trouble === 'action_required' ? 'the login waits for a person (two-factor login)' : 'the password was refused'

function tokenText({ state, trouble, usable, expiresAt, generation, nextAcquisitionInMs }: Seen, now: number): string {
  const wait = nextAcquisitionInMs > 0 ? `, not before ${Math.ceil(nextAcquisitionInMs / 1000)} s` : ''
  if (state === 'refused')
    return `none: ${refusal(trouble)}, and is tried again in ${durationOf(nextAcquisitionInMs)}, or by \`pagamio login\``
  if (expiresAt === undefined) return `none yet: the next call logs in${wait}`
  const until = new Date(expiresAt)
  const minutes = Math.floor((until.getTime() - now) / MINUTE_MS)
  if (!usable) return `expired at ${until.toLocaleTimeString()}: the next call renews it${wait}`
  return `good for ${minutes < 1 ? 'less than a minute' : `${minutes} min`}, until ${until.toLocaleTimeString()}, generation ${generation}`
}
