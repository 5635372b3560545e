import { type DynamicModule, Module, type NestInterceptor, type Provider } from '@nestjs/common'
import { APP_FILTER, APP_INTERCEPTOR } from '@nestjs/core'
import { TerminusModule } from '@nestjs/terminus'
import { PagamioPool } from '@pagamio/nestjs'
import { PagamioHealthIndicator } from '@pagamio/nestjs/health'
import { tap } from 'rxjs'
import { type Accounts, createSellers } from '../sellers.ts'
import type { ShopOptions } from '../shop-options.ts'
import type { Ask } from '../upstream-answer.ts'
import { HealthController } from './health-controller.ts'
import { ShopController } from './shop-controller.ts'
import { TillController } from './till-controller.ts'
import { ASK, SELLERS } from './tokens.ts'
import { TokenTroubleFilter, TroubleFilter } from './trouble-filter.ts'

/**
 * What a build adds: PagamioModule and PagamioPoolModule, a provider of ASK with what that needs, and the same client on
 * the instance of a merchant.
 */
interface Pagamio extends Pick<ShopOptions, 'merchants' | 'onError'>, Pick<Accounts, 'askWith'> {
  readonly imports: readonly DynamicModule[]
  readonly ask: readonly Provider[]
}

// The counters of the till are any path that no other has.
@Module({ controllers: [ShopController, HealthController, TillController] })
class ShopModule {}

export function shopModule({ imports, ask, askWith, merchants = {}, onError = () => {} }: Pagamio): DynamicModule {
  const sellers: Provider = {
    provide: SELLERS,
    inject: [ASK, PagamioPool],
    useFactory: (own: Ask, pool: PagamioPool) => createSellers({ own, pool, merchants, askWith }),
  }
  const hearing: NestInterceptor = { intercept: (_, next) => next.handle().pipe(tap({ error: onError })) }
  return {
    module: ShopModule,
    imports: [...imports, TerminusModule.forRoot({ logger: false })],
    providers: [
      ...ask,
      sellers,
      PagamioHealthIndicator,
      { provide: APP_FILTER, useClass: TokenTroubleFilter },
      { provide: APP_FILTER, useClass: TroubleFilter },
      { provide: APP_INTERCEPTOR, useValue: hearing },
    ],
  }
}
