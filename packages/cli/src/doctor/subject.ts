import { lookup } from 'node:dns/promises'
import type { PagamioAuth } from '@pagamio/auth-core'
import type { FileStore } from '@pagamio/store-file'
import type { Connection } from '../connection.ts'

/** What is examined. */
export interface Subject {
  /** Where the settings come from and what they are. May throw a Failure or a PagamioAuthError. */
  connect(): Promise<Connection>
  readonly store: FileStore
  /** Why it cannot be sealed with the key that is given; undefined where it can. */
  readonly keyTrouble?: unknown
  /** Over that store. The examination closes it. */
  open(connection: Connection): PagamioAuth
  readonly env: NodeJS.ProcessEnv
  /** Wall-clock milliseconds, as this machine believes. */
  now(): number
  /**
   * The addresses of a name.
   * @default the system's resolver, as everything else on this machine asks it
   */
  readonly lookup?: ((host: string) => Promise<readonly string[]>) | undefined
  /**
   * Aborts when so many milliseconds are over, or when the user has had enough.
   * @default AbortSignal.timeout
   */
  readonly within?: ((ms: number) => AbortSignal) | undefined
}

/** The same, with nothing optional left. */
export interface ResolvedSubject extends Subject {
  readonly lookup: (host: string) => Promise<readonly string[]>
  readonly within: (ms: number) => AbortSignal
}

export const resolveSubject = (subject: Subject): ResolvedSubject => ({
  ...subject,
  lookup: subject.lookup ?? systemLookup,
  within: subject.within ?? ((ms) => AbortSignal.timeout(ms)),
})

/** The longest that any single step over the network may take. */
export const PATIENCE_MS = 10_000

const systemLookup = async (host: string): Promise<readonly string[]> =>
  (await lookup(host, { all: true })).map(({ address }) => address)
