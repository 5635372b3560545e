import { type Clock, platformClock } from './clock.ts'
import type { Environment } from './environment.ts'
import type { LogEntry } from './log-entry.ts'
import { DEMO_MERCHANTS, type MerchantOptions } from './merchant-options.ts'
import { type Seams, seamsOf } from './seams.ts'

/** `strict`: a spent refresh token answers 401 and takes its family with it. `grace`: for a short while it is still accepted. `lax`: it is never spent. */
export type Rotation = 'strict' | 'grace' | 'lax'

/**
 * `envelope`: `{successful, data: {token, refreshToken, expiresIn}}`. `flat`: `{accessToken, expiresIn}`. `profile`:
 * `{accessToken, refreshToken, accessTokenExpiresIn, refreshTokenExpiresIn, username, roles, …}`. Each has `userType` and
 * `userTypeId` as well.
 */
export type ResponseShape = 'envelope' | 'flat' | 'profile'

export interface LifetimeOptions {
  /** Life of an access token in milliseconds. @default 1_800_000 (30 minutes) */
  accessMs?: number | undefined
  /** Life of a refresh token in milliseconds. @default 604_800_000 (7 days) */
  refreshMs?: number | undefined
  /** With rotation `grace`: how long a spent refresh token is still accepted. @default 10_000 */
  graceMs?: number | undefined
}

export interface LimitOptions {
  /** Calls of `/auth/token` in any window, per address. @default 5 */
  logins?: number | undefined
  /** Calls of `/auth/token/refresh` in any window, per address. @default 10 */
  refreshes?: number | undefined
  /** Calls of `/purchase` in any window, per token. @default 10 */
  purchases?: number | undefined
  /** Length of the sliding window in milliseconds. Shorten it for tests with real processes. @default 60_000 */
  windowMs?: number | undefined
  /** The address is blocked at this many 429 answers within one window. @default never */
  blockAfter?: number | undefined
  /** How long a block lasts, in milliseconds. @default 300_000 */
  blockMs?: number | undefined
}

export interface SimulatorOptions {
  /** Pass the client's clock, and one turn of it ages tokens on both sides. @default the platform's */
  clock?: Clock | undefined
  /** @default one merchant `demo` (M-1001) with one sub-merchant `demo-shop` (S-2001) */
  merchants?: readonly MerchantOptions[] | undefined
  /** The environment of any host but the two documented ones, which choose for themselves. @default 'sandbox' */
  environment?: Environment | undefined
  /** Which of the known token answers is sent. @default 'envelope' */
  responseShape?: ResponseShape | undefined
  /** Whether token answers carry a refresh token. @default false for `flat`, else true */
  withRefreshToken?: boolean | undefined
  /** @default 'strict' */
  rotation?: Rotation | undefined
  lifetimes?: LifetimeOptions | undefined
  /**
   * Sent as `expiresIn` (`accessTokenExpiresIn` in a `profile`) in place of the true lifetime, whatever it is: `'1800'`, `-1`, `null`, `{}`.
   * What counts is that the key is there: `expiresIn: undefined` sends no `expiresIn` at all.
   */
  expiresIn?: unknown
  /** Follows the newest page if pages differ: on fields of a purchase, and on methods. @default false */
  strict?: boolean | undefined
  /** The status of a business refusal: pages have both. @default 200 */
  refusalStatus?: 200 | 400 | undefined
  /** Unknown meter numbers. @default none; all of 10 to 13 digits are good */
  badMeters?: readonly string[] | undefined
  /** `false` switches every limit off. @default the documented limits */
  limits?: false | LimitOptions | undefined
  /** How long every answer takes, in milliseconds on the clock. @default 0 */
  latencyMs?: number | undefined
  /**
   * Called with every request once, over TCP and in-process, when its outcome is known: right before it is answered or
   * its connection is reset, or when its body has broken off; for a `hang`, as soon as it waits. The entry is the one
   * in `log`, and final. If the listener throws or rejects, that is ignored.
   * @default none
   * @example createSimulator({ onRequest: ({ endpoint, status }) => console.log(endpoint, status) })
   */
  onRequest?: ((entry: LogEntry) => void) | undefined
}

export type ResolvedLimits = { readonly [Key in keyof LimitOptions]-?: number }

/** The same options with every default in place. */
export interface ResolvedOptions {
  readonly clock: Clock
  readonly merchants: readonly MerchantOptions[]
  readonly environment: Environment
  readonly responseShape: ResponseShape
  readonly withRefreshToken: boolean
  readonly rotation: Rotation
  readonly accessMs: number
  readonly refreshMs: number
  readonly graceMs: number
  readonly expiresIn: unknown
  readonly strict: boolean
  readonly refusalStatus: 200 | 400
  readonly badMeters: ReadonlySet<string>
  readonly limits: ResolvedLimits
  readonly latencyMs: number
  readonly onRequest: (entry: LogEntry) => void
  readonly seams: Seams
}

export function resolveOptions(options: SimulatorOptions): ResolvedOptions {
  const responseShape = options.responseShape ?? 'envelope'
  const accessMs = options.lifetimes?.accessMs ?? 30 * 60_000
  return {
    clock: options.clock ?? platformClock,
    merchants: options.merchants ?? DEMO_MERCHANTS,
    environment: options.environment ?? 'sandbox',
    responseShape,
    withRefreshToken: options.withRefreshToken ?? responseShape !== 'flat',
    rotation: options.rotation ?? 'strict',
    accessMs,
    refreshMs: options.lifetimes?.refreshMs ?? 7 * 24 * 3_600_000,
    graceMs: options.lifetimes?.graceMs ?? 10_000,
    expiresIn: Object.hasOwn(options, 'expiresIn') ? options.expiresIn : accessMs / 1000,
    strict: options.strict ?? false,
    refusalStatus: options.refusalStatus ?? 200,
    badMeters: new Set(options.badMeters),
    limits: resolveLimits(options.limits ?? {}),
    latencyMs: options.latencyMs ?? 0,
    onRequest: options.onRequest ?? (() => {}),
    seams: seamsOf(options),
  }
}

function resolveLimits(limits: false | LimitOptions): ResolvedLimits {
  const otherwise = (documented: number) => (limits === false ? Number.POSITIVE_INFINITY : documented)
  const given: LimitOptions = limits === false ? {} : limits
  return {
    logins: given.logins ?? otherwise(5),
    refreshes: given.refreshes ?? otherwise(10),
    purchases: given.purchases ?? otherwise(10),
    windowMs: given.windowMs ?? 60_000,
    blockAfter: given.blockAfter ?? Number.POSITIVE_INFINITY,
    blockMs: given.blockMs ?? 5 * 60_000,
  }
}
