export { PagamioExceptionFilter } from './pagamio-exception-filter.ts'
export { PagamioModule } from './pagamio-module.ts'
export type {
  PagamioModuleAsyncOptions,
  PagamioModuleExtras,
  PagamioModuleOptions,
  PagamioOptionsFactory,
} from './pagamio-options.ts'
export { PagamioPool } from './pagamio-pool.ts'
export {
  PagamioPoolModule,
  type PagamioPoolModuleAsyncOptions,
  type PagamioPoolModuleExtras,
  type PagamioPoolModuleOptions,
  type PagamioPoolOptionsFactory,
} from './pagamio-pool-module.ts'
export { PagamioService } from './pagamio-service.ts'
export { getPagamioToken, InjectPagamio } from './pagamio-token.ts'
export type { WarmUp } from './warm-up.ts'
