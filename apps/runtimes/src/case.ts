import type { PagamioAuth, PagamioAuthOptions } from '@pagamio/auth-core'
import type { Assertions } from './assertions.ts'
import type { RemoteSimulator } from './remote-simulator.ts'

/** What a case gets: a simulator of its own, and instances that are closed when it ends. */
export interface CaseContext extends Assertions {
  readonly baseUrl: string
  /** Controls, and the log of what the server saw: what a case asserts on. */
  readonly control: RemoteSimulator
  /** Another origin, with a log of its own. */
  elsewhere(): Promise<RemoteSimulator>
  /** An instance for the simulator's merchant. */
  auth(options?: Partial<PagamioAuthOptions>): PagamioAuth
}

/** One sentence about behaviour, the same in every runtime. */
export interface Case {
  readonly name: string
  readonly run: (context: CaseContext) => Promise<void>
}

export interface CaseResult {
  readonly name: string
  /** Why it failed; absent where it passed. */
  readonly reason?: string
}

/** What one runtime says when it is done. */
export interface Report {
  /** What the runtime calls itself: `Node.js/24`, `Bun/…`, `Deno/…`, `Cloudflare-Workers`. */
  readonly runtime: string
  readonly results: readonly CaseResult[]
}
