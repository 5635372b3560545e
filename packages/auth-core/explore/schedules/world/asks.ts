import type { AccessToken } from '../../../src/index.ts'

/** One call of `close()` or `restore()`. */
export interface Work {
  readonly name: string
  readonly askedAt: number
  readonly withinMs: number
  settledAt?: number
  error?: unknown
}

/** One call of `getToken()`, and what became of it. */
export interface Ask {
  readonly name: string
  readonly askedAt: number
  /** How long it may take at most. */
  readonly withinMs: number
  readonly rejected: string | undefined
  /** The living token that was held when it asked, if another one than it was refused. */
  readonly living: string | undefined
  readonly controller: AbortController | undefined
  settledAt?: number
  /** Of its instance when it was settled. */
  credentials?: { readonly username: string; readonly password: string }
  token?: AccessToken
  error?: unknown
}
