import { ConfigurableModuleBuilder, type DynamicModule, Module } from '@nestjs/common'
import { createPagamioAuth } from '@pagamio/auth-core'
import { KEEPER, type Keeper, keeperOf } from './keeper.ts'
import type { PagamioModuleExtras, PagamioModuleOptions } from './pagamio-options.ts'
import { PagamioService } from './pagamio-service.ts'
import { getPagamioToken } from './pagamio-token.ts'
import { checkWarmUp, runWarmUp } from './warm-up.ts'

const { ConfigurableModuleClass, MODULE_OPTIONS_TOKEN } = new ConfigurableModuleBuilder<PagamioModuleOptions>({
  moduleName: 'Pagamio',
})
  .setClassMethodName('forRoot')
  .setFactoryMethodName('createPagamioOptions')
  .setExtras<PagamioModuleExtras>({}, (definition, { isGlobal = true, name }): DynamicModule => {
    const token = getPagamioToken(name)
    return {
      ...definition,
      global: isGlobal,
      providers: [
        ...(definition.providers ?? []),
        keeperOf(token, name),
        { provide: token, useFactory: openService, inject: [KEEPER, MODULE_OPTIONS_TOKEN] },
      ],
      exports: [token],
    }
  })
  .build()

function openService(keeper: Keeper, options: PagamioModuleOptions): PagamioService {
  const { warmUp = false } = options
  checkWarmUp(warmUp)
  const owned = !('auth' in options)
  const kept = new PagamioService(owned ? createPagamioAuth(options) : options.auth)
  return keeper.keep({ kept, owned, start: () => runWarmUp(kept, warmUp) })
}

/**
 * Pagamio tokens for an application: one instance, injectable everywhere as `PagamioService`, closed with the
 * application. Its events go to Nest's Logger.
 * @example
 * PagamioModule.forRootAsync({
 *   inject: [ConfigService],
 *   useFactory: (config: ConfigService) => ({ environment: 'sandbox', credentials: config.getOrThrow('pagamio') }),
 * })
 */
@Module({})
export class PagamioModule extends ConfigurableModuleClass {
  /** @example imports: [PagamioModule.forRoot(optionsFromEnv())] */
  static override forRoot(options: PagamioModuleOptions & PagamioModuleExtras): DynamicModule {
    // The builder's own way drops symbol keys, and the dangerous options have such.
    // biome-ignore lint/complexity/noThisInStatic: the builder makes the class that it is called on the module
    return super.forRootAsync({ name: options.name, isGlobal: options.isGlobal, useFactory: () => options })
  }
}
