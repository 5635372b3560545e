import { type DynamicModule, Module, type ModuleMetadata, type NestInterceptor, type Provider } from '@nestjs/common'
import { APP_FILTER, APP_INTERCEPTOR } from '@nestjs/core'
import { PagamioExceptionFilter, PagamioModule } from '@pagamio/nestjs'
import { tap } from 'rxjs'
import type { ShopOptions } from '../build.ts'
import { ShopController } from './shop-controller.ts'
import { TroubleFilter } from './trouble-filter.ts'

/** What a build adds: the provider of ASK, and what that needs. */
interface Client {
  readonly ask: Provider
  readonly imports?: ModuleMetadata['imports']
}

@Module({ controllers: [ShopController] })
class ShopModule {}

export function shopModule({ pagamio, onError = () => {} }: ShopOptions, { ask, imports = [] }: Client): DynamicModule {
  const hearing: NestInterceptor = { intercept: (_, next) => next.handle().pipe(tap({ error: onError })) }
  return {
    module: ShopModule,
    imports: [PagamioModule.forRoot(pagamio), ...imports],
    providers: [
      ask,
      { provide: APP_FILTER, useClass: PagamioExceptionFilter },
      { provide: APP_FILTER, useClass: TroubleFilter },
      { provide: APP_INTERCEPTOR, useValue: hearing },
    ],
  }
}
