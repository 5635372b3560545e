import type { ConfigurableModuleAsyncOptions, ConfigurableModuleOptionsFactory } from '@nestjs/common'
import type { PagamioAuth, PagamioAuthOptions } from '@pagamio/auth-core'
import type { WarmUp } from './warm-up.ts'

interface StartOptions {
  /**
   * What happens when the application starts: nothing (the first call acquires), an acquisition nobody waits for, or one
   * without which the start fails. A watch mode that restarts on every save needs `false`: five logins a minute are soon
   * used up.
   * @default false
   * @example warmUp: 'required'
   */
  readonly warmUp?: WarmUp | undefined
}

/** An instance of your own: the module hands it out, and leaves closing it to you. */
interface GivenAuth extends StartOptions {
  /** @example useFactory: (pool: PagamioPool) => ({ auth: pool.for('M-1001') }) */
  readonly auth: PagamioAuth
}

interface MadeAuth extends StartOptions, PagamioAuthOptions {}

/** The options of `createPagamioAuth` and `warmUp`; or an instance that exists. */
export type PagamioModuleOptions = MadeAuth | GivenAuth

/** What is known before the options are: with `forRootAsync` it goes beside `useFactory`, never into its result. */
export interface PagamioModuleExtras {
  /**
   * Whether every module can inject it without importing this one.
   * @default true
   */
  readonly isGlobal?: boolean | undefined
  /**
   * What tells several instances apart. Two of one name are refused at the start.
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
