import {
  type ConfigurableModuleAsyncOptions,
  ConfigurableModuleBuilder,
  type ConfigurableModuleOptionsFactory,
  type DynamicModule,
  Module,
} from '@nestjs/common'
import { createPagamioAuthPool, type PagamioAuthPool, type PagamioAuthPoolOptions } from '@pagamio/auth-core'
import { KEEPER, type Keeper, keeperOf } from './keeper.ts'
import type { PagamioModuleExtras } from './pagamio-options.ts'
import { PagamioPool } from './pagamio-pool.ts'

/** The options of `createPagamioAuthPool`; or your own pool, which you close. */
export type PagamioPoolModuleOptions = PagamioAuthPoolOptions | { readonly pool: PagamioAuthPool }

export type PagamioPoolModuleExtras = Pick<PagamioModuleExtras, 'isGlobal'>

/** What a class given as `useClass` or `useExisting` implements. */
export type PagamioPoolOptionsFactory = ConfigurableModuleOptionsFactory<
  PagamioPoolModuleOptions,
  'createPagamioPoolOptions'
>

export type PagamioPoolModuleAsyncOptions = ConfigurableModuleAsyncOptions<
  PagamioPoolModuleOptions,
  'createPagamioPoolOptions'
> &
  PagamioPoolModuleExtras

const { ConfigurableModuleClass, MODULE_OPTIONS_TOKEN } = new ConfigurableModuleBuilder<PagamioPoolModuleOptions>({
  moduleName: 'PagamioPool',
})
  .setClassMethodName('forRoot')
  .setFactoryMethodName('createPagamioPoolOptions')
  .setExtras<PagamioPoolModuleExtras>(
    {},
    (definition, { isGlobal = true }): DynamicModule => ({
      ...definition,
      global: isGlobal,
      providers: [
        ...(definition.providers ?? []),
        keeperOf(PagamioPool),
        { provide: PagamioPool, useFactory: openPool, inject: [KEEPER, MODULE_OPTIONS_TOKEN] },
      ],
      exports: [PagamioPool],
    }),
  )
  .build()

function openPool(keeper: Keeper, options: PagamioPoolModuleOptions): PagamioPool {
  const owned = !('pool' in options)
  const kept = new PagamioPool(owned ? createPagamioAuthPool(options) : options.pool)
  return keeper.keep({ kept, owned })
}

/** Tokens for any number of merchants: one pool, injectable everywhere as `PagamioPool`, closed with the application. */
@Module({})
export class PagamioPoolModule extends ConfigurableModuleClass {
  /** @example PagamioPoolModule.forRoot({ environment: 'sandbox', credentialsFor: (merchant) => vault.read(merchant) }) */
  static override forRoot(options: PagamioPoolModuleOptions & PagamioPoolModuleExtras): DynamicModule {
    // biome-ignore lint/complexity/noThisInStatic: the builder makes the class that it is called on the module
    return super.forRootAsync({ isGlobal: options.isGlobal, useFactory: () => options })
  }
}
