import { type DynamicModule, Module, type NestInterceptor, type Provider } from '@nestjs/common'
import { APP_FILTER, APP_INTERCEPTOR } from '@nestjs/core'
import { TerminusModule } from '@nestjs/terminus'
import { PagamioHealthIndicator } from '@pagamio/nestjs/health'
import { tap } from 'rxjs'
import type { ShopOptions } from '../build.ts'
import { HealthController } from './health-controller.ts'
import { ShopController } from './shop-controller.ts'
import { TokenTroubleFilter, TroubleFilter } from './trouble-filter.ts'

/** What a build adds: PagamioModule, and a provider of ASK with what that needs. */
interface Pagamio extends Pick<ShopOptions, 'onError'> {
  readonly imports: readonly DynamicModule[]
  readonly ask: readonly Provider[]
}

@Module({ controllers: [ShopController, HealthController] })
class ShopModule {}

export function shopModule({ imports, ask, onError = () => {} }: Pagamio): DynamicModule {
  const hearing: NestInterceptor = { intercept: (_, next) => next.handle().pipe(tap({ error: onError })) }
  return {
    module: ShopModule,
    imports: [...imports, TerminusModule.forRoot({ logger: false })],
    providers: [
      ...ask,
      PagamioHealthIndicator,
      { provide: APP_FILTER, useClass: TokenTroubleFilter },
      { provide: APP_FILTER, useClass: TroubleFilter },
      { provide: APP_INTERCEPTOR, useValue: hearing },
    ],
  }
}
