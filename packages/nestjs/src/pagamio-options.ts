import type { ConfigurableModuleAsyncOptions, ConfigurableModuleOptionsFactory } from '@nestjs/common'
import type { PagamioAuth, PagamioAuthOptions } from '@pagamio/auth-core'
import type { WarmUp } from './warm-up.ts'

interface StartOptions {
  /**
   * What happens when the application starts. `false`: nothing; the first call acquires. `'background'`: an acquisition
   * without a wait. `'required'`: the start fails without a token. Keep `false` for a watch mode that restarts on every
   * save, because it would use up the five logins a minute.
   * @default false
   * @example warmUp: 'required'
   */
  readonly warmUp?: WarmUp | undefined
}

/** Your own instance: the module provides it, and you close it. */
interface GivenAuth extends StartOptions {
  /** @example useFactory: (pool: PagamioPool) => ({ auth: pool.for('M-1001') }) */
  readonly auth: PagamioAuth
}

interface MadeAuth extends StartOptions, PagamioAuthOptions {}

/** The options of `createPagamioAuth` and `warmUp`; or an instance that exists. */
export type PagamioModuleOptions = MadeAuth | GivenAuth

/**
 * Settings that Nest needs before the options: with `forRootAsync` put them beside `useFactory`, not into its result.
 */
export interface PagamioModuleExtras {
  /**
   * Whether every module can inject it without importing this one.
   * @default true
   */
  readonly isGlobal?: boolean | undefined
  /**
   * Distinguishes several instances. Two with one name fail the start.
   * @default 'default'
   * @example name: 'billing' // @InjectPagamio('billing')
   */
  readonly name?: string | undefined
}

/** What a class given as `useClass` or `useExisting` implements. */
export type PagamioOptionsFactory = ConfigurableModuleOptionsFactory<PagamioModuleOptions, 'createPagamioOptions'>

/** `useFactory` with `inject`, `useClass` or `useExisting`. */
export type PagamioModuleAsyncOptions = ConfigurableModuleAsyncOptions<PagamioModuleOptions, 'createPagamioOptions'> &
  PagamioModuleExtras
