import { Inject, Injectable, Logger, type OnApplicationShutdown, type OnModuleInit, type Type } from '@nestjs/common'
import { ModulesContainer } from '@nestjs/core'
import { type Listener, logEvents, PagamioAuthError } from '@pagamio/auth-core'

/** What is kept: an instance, or a pool of them. */
export interface Kept {
  subscribe(listener: Listener): () => void
  close(): Promise<void>
}

/** How it is kept. */
export interface Keeping<T extends Kept> {
  readonly kept: T
  /** What it is provided as. */
  readonly token: string | Type
  /** Whether it was made by the module, and ends with it. */
  readonly owned: boolean
  /** What happens when the application starts. */
  readonly start?: (() => Promise<void>) | undefined
}

/** Ties the life of an instance to the application's. It keeps nothing where a test has put something in its place. */
@Injectable()
export class Keeper implements OnModuleInit, OnApplicationShutdown {
  readonly #modules: ModulesContainer
  #keeping: Keeping<Kept> | undefined
  #stopLog = () => {}
  #ended: Promise<void> | undefined

  constructor(@Inject(ModulesContainer) modules: ModulesContainer) {
    this.#modules = modules
  }

  keep<T extends Kept>(keeping: Keeping<T>): T {
    this.#keeping = keeping
    const logger = new Logger('Pagamio')
    this.#stopLog = logEvents(keeping.kept, {
      info: (line) => logger.log(line),
      warn: (line) => logger.warn(line),
    })
    return keeping.kept
  }

  async onModuleInit(): Promise<void> {
    if (!this.#keeping) return
    const { token, start } = this.#keeping
    const called = typeof token === 'string' ? token : token.name
    const twins = [...this.#modules.values()].filter(({ providers }) => providers.has(token) && providers.has(Keeper))
    // Without this the last one silently wins, and with it somebody else's credentials.
    if (twins.length > 1)
      throw new PagamioAuthError(
        'invalid_options',
        `${called} is provided by ${twins.length} modules: import one of them only, or give each a name of its own, forRoot({ name }).`,
      )
    await start?.()
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
}
