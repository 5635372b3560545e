import { type FactoryProvider, Logger, type OnApplicationShutdown, type OnModuleInit, type Type } from '@nestjs/common'
import { ModulesContainer } from '@nestjs/core'
import { type Listener, logEvents, PagamioAuthError } from '@pagamio/auth-core'
import { DEFAULT_NAME } from './pagamio-token.ts'

/** What a Keeper is provided as, by any copy of this package. */
export const KEEPER = Symbol.for('@pagamio/nestjs/keeper@1')

/** What is kept: an instance, or a pool of them. */
export interface Kept {
  subscribe(listener: Listener): () => void
  close(): Promise<void>
}

/** How it is kept. */
export interface Keeping<T extends Kept> {
  readonly kept: T
  /** Whether it was made by the module, and ends with it. */
  readonly owned: boolean
  /** What happens when the application starts. */
  readonly start?: (() => Promise<void>) | undefined
}

/**
 * The Keeper of a module, of what is provided there under this token.
 * @param name tells it apart in the log
 */
export const keeperOf = (token: string | Type, name: string = DEFAULT_NAME): FactoryProvider<Keeper> => ({
  provide: KEEPER,
  useFactory: (modules: ModulesContainer) =>
    new Keeper(modules, token, new Logger(name === DEFAULT_NAME ? 'Pagamio' : `Pagamio ${name}`)),
  inject: [ModulesContainer],
})

/** Ties the life of an instance to the application's. It keeps nothing where a test has put something in its place. */
export class Keeper implements OnModuleInit, OnApplicationShutdown {
  readonly #modules: ModulesContainer
  readonly #token: string | Type
  readonly #logger: Logger
  #keeping: Keeping<Kept> | undefined
  #stopLog = () => {}
  #ended: Promise<void> | undefined

  constructor(modules: ModulesContainer, token: string | Type, logger: Logger) {
    this.#modules = modules
    this.#token = token
    this.#logger = logger
  }

  /** @throws PagamioAuthError `invalid_options` the second time: one application has one of it */
  keep<T extends Kept>(keeping: Keeping<T>): T {
    if (this.#keeping) throw this.#madeAnew()
    this.#keeping = keeping
    this.#stopLog = logEvents(keeping.kept, {
      info: (line) => this.#logger.log(line),
      warn: (line) => this.#logger.warn(line),
    })
    return keeping.kept
  }

  async onModuleInit(): Promise<void> {
    const token = this.#token
    const twins = [...this.#modules.values()].filter(({ providers }) => providers.has(token) && providers.has(KEEPER))
    // A factory below request-scoped providers runs with each request, and nothing has run by now.
    if (twins.some(({ providers }) => !providers.get(token)?.isDependencyTreeStatic())) throw this.#madeAnew()
    if (!this.#keeping) return
    // Without this the last one silently wins, and with it somebody else's credentials.
    if (twins.length > 1)
      throw new PagamioAuthError(
        'invalid_options',
        `${this.#called} is provided by ${twins.length} modules: import one of them only, or give each a name of its own, forRoot({ name }).`,
      )
    await this.#keeping.start?.()
  }

  /** However often the application is closed. The instance itself bounds how long that takes. */
  onApplicationShutdown(): Promise<void> {
    this.#ended ??= this.#end()
    return this.#ended
  }

  async #end(): Promise<void> {
    if (this.#keeping?.owned) await this.#keeping.kept.close()
    this.#stopLog()
  }

  get #called(): string {
    return typeof this.#token === 'string' ? this.#token : this.#token.name
  }

  #madeAnew(): PagamioAuthError {
    return new PagamioAuthError(
      'invalid_options',
      `${this.#called} would be made anew with each request, and would log in each time: its options are request-scoped. Make them from providers of the application; for many merchants import PagamioPoolModule, and ask the pool in the request: pool.for(merchant).`,
    )
  }
}
