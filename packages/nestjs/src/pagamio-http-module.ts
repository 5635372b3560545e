import type { HttpModuleOptions } from '@nestjs/axios'
import {
  type ConfigurableModuleAsyncOptions,
  ConfigurableModuleBuilder,
  type ConfigurableModuleOptionsFactory,
  type DynamicModule,
  Inject,
  Module,
  type Type,
} from '@nestjs/common'
import { attachPagamio } from '@pagamio/axios'
import axios from 'axios'
import { PagamioHttpService } from './pagamio-http-service.ts'
import type { PagamioService } from './pagamio-service.ts'
import { DEFAULT_NAME, getPagamioToken } from './pagamio-token.ts'

/** The options of `axios.create()`; `baseURL` is Pagamio's by default. */
export type PagamioHttpModuleOptions = Omit<HttpModuleOptions, 'global'>

export interface PagamioHttpModuleExtras {
  /**
   * Whether every module can inject it without importing this one.
   * @default false
   */
  readonly isGlobal?: boolean | undefined
  /**
   * The instance whose token is used, and the name for `@InjectPagamioHttp(name)`.
   * @default 'default'
   */
  readonly name?: string | undefined
}

/** What a class given as `useClass` or `useExisting` implements. */
export type PagamioHttpOptionsFactory = ConfigurableModuleOptionsFactory<PagamioHttpModuleOptions, 'createHttpOptions'>

export type PagamioHttpModuleAsyncOptions = ConfigurableModuleAsyncOptions<
  PagamioHttpModuleOptions,
  'createHttpOptions'
> &
  PagamioHttpModuleExtras

/** The injection token of this instance's HttpService: the class itself for the default one. */
export function getPagamioHttpToken(name: string = DEFAULT_NAME): string | Type<PagamioHttpService> {
  return name === DEFAULT_NAME ? PagamioHttpService : `PagamioHttpService_${name}`
}

/** @example constructor(@InjectPagamioHttp('billing') private readonly http: PagamioHttpService) {} */
export const InjectPagamioHttp = (name?: string): ParameterDecorator & PropertyDecorator =>
  Inject(getPagamioHttpToken(name))

const { ConfigurableModuleClass, MODULE_OPTIONS_TOKEN } = new ConfigurableModuleBuilder<PagamioHttpModuleOptions>({
  moduleName: 'PagamioHttp',
})
  .setFactoryMethodName('createHttpOptions')
  .setExtras<PagamioHttpModuleExtras>(
    { isGlobal: false, name: DEFAULT_NAME },
    (definition, { isGlobal = false, name }): DynamicModule => {
      const token = getPagamioHttpToken(name)
      return {
        ...definition,
        global: isGlobal,
        providers: [
          ...(definition.providers ?? []),
          { provide: token, useFactory: openHttp, inject: [getPagamioToken(name), MODULE_OPTIONS_TOKEN] },
        ],
        exports: [token],
      }
    },
  )
  .build()

/** Never on the global axios, which a bare `HttpModule` hands out: other people's requests go through that one. */
function openHttp(auth: PagamioService, options: PagamioHttpModuleOptions): PagamioHttpService {
  const instance = axios.create(options)
  if (!('baseURL' in options)) late(instance.defaults, 'baseURL', () => auth.baseUrl)
  attachPagamio(instance, auth)
  return new PagamioHttpService(instance)
}

/** A member that is read when it is needed: an instance with late options has no base URL before. It can be replaced. */
function late<T extends object, Name extends keyof T>(object: T, name: Name, get: () => T[Name]): void {
  const set = (value: T[Name]) => Object.defineProperty(object, name, { value, writable: true })
  Object.defineProperty(object, name, { get, set, enumerable: true, configurable: true })
}

/** An authorised `HttpService` beside the application's own. It needs a `PagamioModule` of the same name. */
@Module({})
export class PagamioHttpModule extends ConfigurableModuleClass {
  /** @example imports: [PagamioHttpModule.register({ timeout: 10_000 })] */
  static override register(options: PagamioHttpModuleOptions & PagamioHttpModuleExtras = {}): DynamicModule {
    // biome-ignore lint/complexity/noThisInStatic: the builder makes the class that it is called on the module
    return super.register(options)
  }
}
