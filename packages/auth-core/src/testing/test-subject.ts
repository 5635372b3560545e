import type { StoreCall, TokenStore } from '../share/token-store.ts'

/** A fresh, empty store and a way to let time pass for it. */
export interface TestSubject {
  readonly store: TokenStore
  /** Lets `ms` milliseconds pass on the store's own clock: move a manual clock, or wait for a real server. */
  advance(ms: number): Promise<void>
  /** Called after each case, also after a failed one. */
  dispose?(): Promise<void>
}

/** With the time that everything in a case lasts. */
export interface TimedSubject extends TestSubject {
  readonly unitMs: number
}

export const ample: StoreCall = { signal: new AbortController().signal }

export function expect(condition: boolean, otherwise: string): asserts condition {
  if (!condition) throw new Error(`Store conformance: ${otherwise}`)
}
