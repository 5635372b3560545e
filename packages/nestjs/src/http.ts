export {
  getPagamioHttpToken,
  InjectPagamioHttp,
  PagamioHttpModule,
  type PagamioHttpModuleAsyncOptions,
  type PagamioHttpModuleExtras,
  type PagamioHttpModuleOptions,
  type PagamioHttpOptionsFactory,
} from './pagamio-http-module.ts'
export { PagamioHttpService } from './pagamio-http-service.ts'
