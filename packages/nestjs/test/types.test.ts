import { type DynamicModule, Inject, Injectable } from '@nestjs/common'
import type { ModuleRef } from '@nestjs/core'
import type { AccessToken, FetchLike, PagamioAuth, PagamioAuthPool } from '@pagamio/auth-core'
import { describe, expectTypeOf, test } from 'vitest'
import type { PagamioHealthIndicator } from '../src/health.ts'
import { PagamioHttpModule, type PagamioHttpService } from '../src/http.ts'
import {
  getPagamioToken,
  InjectPagamio,
  PagamioModule,
  type PagamioModuleOptions,
  type PagamioOptionsFactory,
  PagamioPool,
  PagamioPoolModule,
  PagamioService,
} from '../src/index.ts'

/** Compiled by `tsc`, and never run. */
const compiled = (_: () => unknown) => {}
const credentials = { username: 'demo', password: 'demo-password' }

describe('types', () => {
  test('the service is the PagamioAuth, whichever way it is asked for', () => {
    expectTypeOf<PagamioService>().toExtend<PagamioAuth>()
    expectTypeOf<PagamioAuth>().toExtend<PagamioService>()
    expectTypeOf<keyof PagamioService>().toEqualTypeOf<keyof PagamioAuth>()
    expectTypeOf<keyof PagamioPool>().toEqualTypeOf<keyof PagamioAuthPool>()
    expectTypeOf<PagamioService['fetch']>().toEqualTypeOf<FetchLike>()
    expectTypeOf<ReturnType<PagamioService['getToken']>>().toEqualTypeOf<Promise<AccessToken>>()
    expectTypeOf<PagamioPool>().toExtend<PagamioAuthPool>()
    compiled(() => {
      const modules = {} as ModuleRef
      expectTypeOf(modules.get(PagamioService)).toEqualTypeOf<PagamioService>()
      expectTypeOf(modules.get(PagamioPool)).toEqualTypeOf<PagamioPool>()
    })
  })

  test('InjectPagamio decorates parameters and properties', () => {
    @Injectable()
    class Till {
      @InjectPagamio() readonly property!: PagamioService
      constructor(
        @InjectPagamio('billing') _parameter: PagamioAuth,
        @Inject(getPagamioToken('house')) _other: unknown,
      ) {}
    }
    expectTypeOf<Till['property']>().toEqualTypeOf<PagamioService>()
  })

  test('forRoot takes the options of the core and ours, in literals', () => {
    compiled(() => [
      PagamioModule.forRoot({
        environment: 'sandbox',
        credentials,
        name: 'billing',
        isGlobal: false,
        warmUp: 'required',
      }),
      PagamioModule.forRoot({ auth: {} as PagamioAuth, name: undefined, isGlobal: undefined, warmUp: undefined }),
      // @ts-expect-error there is no such environment
      PagamioModule.forRoot({ environment: 'staging', credentials }),
      // @ts-expect-error credentials, or an instance
      PagamioModule.forRoot({ environment: 'sandbox' }),
      // @ts-expect-error true is not a way to warm up
      PagamioModule.forRoot({ environment: 'sandbox', credentials, warmUp: true }),
      // @ts-expect-error misspelt
      PagamioModule.forRoot({ environment: 'sandbox', credentials, warmup: 'required' }),
    ])
    expectTypeOf(PagamioModule.forRoot).returns.toEqualTypeOf<DynamicModule>()
  })

  test('forRootAsync infers literals in what a factory returns, waited for or not', () => {
    compiled(() => [
      PagamioModule.forRootAsync({ useFactory: () => ({ environment: 'sandbox', credentials }) }),
      PagamioModule.forRootAsync({
        inject: ['CONFIG'],
        useFactory: async (config: { password: string }) => ({
          environment: 'production',
          credentials: { username: 'demo', password: config.password },
          warmUp: 'background',
        }),
        name: 'billing',
      }),
      PagamioModule.forRootAsync({
        inject: ['CONFIG', { token: 'EXTRA', optional: true }],
        useFactory: (config, extra) => {
          // Nest knows no types of what is injected: they are written where they matter, and may be left out.
          expectTypeOf(config).toBeAny()
          return { environment: 'sandbox', credentials: config.credentials, timeoutMs: extra?.timeoutMs }
        },
      }),
      PagamioModule.forRootAsync({
        inject: ['CONFIG'],
        // @ts-expect-error there is no such way to warm up, also where something is injected
        useFactory: (config) => ({ environment: 'sandbox', credentials: config.credentials, warmUp: 'eager' }),
      }),
      PagamioModule.forRootAsync({
        inject: ['CONFIG'],
        // @ts-expect-error without credentials
        useFactory: async (config) => ({ baseUrl: config.baseUrl }),
      }),
      PagamioModule.forRootAsync({
        inject: [PagamioPool],
        useFactory: (pool: PagamioPool) => ({ auth: pool.for('M-1') }),
      }),
      // @ts-expect-error there is no such environment
      PagamioModule.forRootAsync({ useFactory: () => ({ environment: 'staging', credentials }) }),
      // @ts-expect-error not the method that is called
      PagamioModule.forRootAsync({ useClass: class {} }),
      PagamioPoolModule.forRootAsync({
        useFactory: () => ({ environment: 'sandbox', credentialsFor: async () => credentials }),
      }),
      PagamioPoolModule.forRoot({ environment: 'sandbox', credentialsFor: () => credentials, isGlobal: false }),
      // @ts-expect-error credentials are by merchant
      PagamioPoolModule.forRoot({ environment: 'sandbox', credentials }),
      PagamioHttpModule.register({ timeout: 5_000, name: 'billing' }),
    ])
    class Vault implements PagamioOptionsFactory {
      createPagamioOptions(): PagamioModuleOptions {
        return { environment: 'sandbox', credentials }
      }
    }
    compiled(() => PagamioModule.forRootAsync({ useClass: Vault }))
  })

  test('health answers under the key it is asked with', () => {
    compiled(async () => {
      const { isHealthy } = {} as PagamioHealthIndicator
      expectTypeOf((await isHealthy('tokens')).tokens.status).toExtend<string>()
      expectTypeOf((await isHealthy()).pagamio.status).toExtend<string>()
    })
    expectTypeOf<PagamioHttpService['axiosRef']>().toHaveProperty('request')
  })

  test('the module is one that others can build upon', () => {
    class OurPagamioModule extends PagamioModule {}
    expectTypeOf(OurPagamioModule.forRoot).toBeFunction()
  })
})
