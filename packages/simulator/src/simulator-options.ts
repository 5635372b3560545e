import { type Clock, platformClock } from './clock.ts'
import type { Environment } from './environment.ts'
import type { LogEntry } from './log-entry.ts'
import { type Seams, seamsOf } from './seams.ts'

/** A sub-merchant has credentials of its own, and products that its merchant may list as well. */
export interface SubMerchantOptions {
  username: string
  password: string
  /** The id in `/sub-merchants/{id}/products`, and the merchant's name in the log. */
  id: string
  /** An inactive account is answered 403, at login and on every call. @default true */
  active?: boolean | undefined
  /** Product codes activated for this account. @default the whole catalogue */
  products?: readonly string[] | undefined
}

export interface MerchantOptions extends SubMerchantOptions {
  /** Where these credentials are valid. @default `environment` of the simulator */
  environment?: Environment | undefined
  subMerchants?: readonly SubMerchantOptions[] | undefined
}

/** `strict`: a spent refresh token answers 401 and takes its family with it. `grace`: for a short while it is still accepted. `lax`: it is never spent. */
export type Rotation = 'strict' | 'grace' | 'lax'

/** `envelope`: `{successful, data: {token, refreshToken, expiresIn}}`. `flat`: `{accessToken, expiresIn}`. */
export type ResponseShape = 'envelope' | 'flat'

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
  /** Which of the two documented token responses is sent. @default 'envelope' */
  responseShape?: ResponseShape | undefined
  /** Whether token responses carry a refresh token. @default true for `envelope`, false for `flat` */
  withRefreshToken?: boolean | undefined
  /** @default 'strict' */
  rotation?: Rotation | undefined
  lifetimes?: LifetimeOptions | undefined
  /**
   * Sent as `expiresIn` in place of the true lifetime, whatever it is: `'1800'`, `-1`, `null`, `{}`.
   * What counts is that the key is there: `expiresIn: undefined` sends no `expiresIn` at all.
   */
  expiresIn?: unknown
  /** `false` switches every limit off. @default the documented limits */
  limits?: false | LimitOptions | undefined
  /** How long every answer takes, in milliseconds on the clock. @default 0 */
  latencyMs?: number | undefined
  /**
   * Hears of every request once, over TCP and in-process, when its outcome is known: right before it is answered, its
   * connection is reset, or its body has broken off; of one that `hang` leaves waiting, as soon as it waits. The entry is
   * the one in `log`, and final. What the listener throws, or rejects with, is dropped.
   * @default nobody listens
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
  readonly limits: ResolvedLimits
  readonly latencyMs: number
  readonly onRequest: (entry: LogEntry) => void
  readonly seams: Seams
}

/** Username and password of the merchant that is there, in the simulator's `environment`, when no `merchants` are given. */
export const demoCredentials = { username: 'demo', password: 'demo-password' } as const

const DEMO_MERCHANTS: readonly MerchantOptions[] = [
  {
    ...demoCredentials,
    id: 'M-1001',
    subMerchants: [{ username: 'demo-shop', password: 'demo-shop-password', id: 'S-2001' }],
  },
]

export function resolveOptions(options: SimulatorOptions): ResolvedOptions {
  const responseShape = options.responseShape ?? 'envelope'
  const accessMs = options.lifetimes?.accessMs ?? 30 * 60_000
  return {
    clock: options.clock ?? platformClock,
    merchants: options.merchants ?? DEMO_MERCHANTS,
    environment: options.environment ?? 'sandbox',
    responseShape,
    withRefreshToken: options.withRefreshToken ?? responseShape === 'envelope',
    rotation: options.rotation ?? 'strict',
    accessMs,
    refreshMs: options.lifetimes?.refreshMs ?? 7 * 24 * 3_600_000,
    graceMs: options.lifetimes?.graceMs ?? 10_000,
    expiresIn: Object.hasOwn(options, 'expiresIn') ? options.expiresIn : accessMs / 1000,
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
