import { PagamioAuthError } from '@pagamio/auth-core'

/** What a backend found at a key. */
export interface VersionedText<Version> {
  readonly text: string
  /** A new one after each write, never one that this key had before, also if the key was gone meanwhile. */
  readonly version: Version
}

/**
 * A backend that can compare and swap. Reads are strongly consistent: a read that begins after a write was answered
 * sees that write, or something newer. `signal` aborts when the answer is no longer needed.
 */
export interface CasPort<Version = unknown> {
  /** The text at the key; `undefined` for nothing. */
  read(key: string, call: { readonly signal: AbortSignal }): Promise<VersionedText<Version> | undefined>
  /**
   * Writes and returns the new version, if the stored text has exactly `ifVersion`; `undefined` means only if nothing
   * is stored. Otherwise it writes nothing and returns `undefined`. The text may be forgotten after `ttlMs`, not
   * sooner.
   */
  write(
    key: string,
    text: string,
    options: { readonly ifVersion: Version | undefined; readonly ttlMs: number; readonly signal: AbortSignal },
  ): Promise<Version | undefined>
  /**
   * The time in milliseconds, from any origin, the same for all processes that share: the backend's own clock if you
   * can read it. Leases, ages and limits are counted on it. With `Date.now` they are as exact as the machines' clocks
   * agree.
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
