import { PagamioAuthError } from '@pagamio/auth-core'

/** What a backend found at a key. */
export interface VersionedText<Version> {
  readonly text: string
  /** Another one after each write, and never one that this key had before, also after it was gone meanwhile. */
  readonly version: Version
}

/**
 * A backend that can compare and swap. Reads are strongly consistent: whoever reads after a write was answered sees it, or
 * something newer. `signal` aborts when nobody waits for the answer any more.
 */
export interface CasPort<Version = unknown> {
  /** What lies at the key; `undefined` for nothing. */
  read(key: string, call: { readonly signal: AbortSignal }): Promise<VersionedText<Version> | undefined>
  /**
   * Writes and gives the new version, if what lies there has exactly `ifVersion`, or if nothing does where that is
   * `undefined`. Otherwise it writes nothing and gives `undefined`. It may be forgotten after `ttlMs`, not sooner.
   */
  write(
    key: string,
    text: string,
    options: { readonly ifVersion: Version | undefined; readonly ttlMs: number; readonly signal: AbortSignal },
  ): Promise<Version | undefined>
  /**
   * The time in milliseconds, from any origin, that all who share agree on: the backend's own where it can be asked. Leases,
   * ages and limits go by it. With `Date.now` they are as exact as the machines' clocks agree: limits are passed by so much.
   */
  now(): number | Promise<number>
}

/** @throws PagamioAuthError `invalid_options` for anything else */
export function validPort<Version>(port: CasPort<Version>): CasPort<Version> {
  const candidate = port as Partial<CasPort<Version>> | null | undefined
  for (const method of ['read', 'write', 'now'] as const)
    if (typeof candidate?.[method] !== 'function')
      throw new PagamioAuthError('invalid_options', `Option "port" should have a method "${method}".`)
  return port
}
