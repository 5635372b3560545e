import {
  type DynamicModule,
  Inject,
  type MiddlewareConsumer,
  Module,
  type NestModule,
  type OnModuleDestroy,
  RequestMethod,
} from '@nestjs/common'
import { getPagamioToken, PagamioPool, type PagamioService } from '@pagamio/nestjs'
import { panelListener } from './node.ts'
import { createPanel, type Panel, type PanelOptions } from './panel.ts'
import type { PanelSource } from './panel-source.ts'

export interface PagamioPanelModuleOptions extends PanelOptions {
  /**
   * Where the page is, below the application's global prefix.
   * @default 'pagamio'
   * @example path: 'internal/tokens'
   */
  readonly path?: string | undefined
  /**
   * Which instance of `PagamioModule` is shown, if it has a name. A pool of `PagamioPoolModule` is shown as well.
   * @default 'default'
   */
  readonly name?: string | undefined
}

interface Mounted {
  readonly panel: Panel
  readonly path: string
}

const MOUNTED = Symbol('@pagamio/panel mounted')

/**
 * The panel in an application, on Express and on Fastify: it shows what `PagamioModule` and `PagamioPoolModule` provide.
 * It is a middleware, so guards do not protect it: `authorize` says who may look, and without it only this machine may.
 * @throws TypeError at the start if there is neither an instance nor a pool
 * @example imports: [PagamioModule.forRoot(optionsFromEnv()), PagamioPanelModule.forRoot({ path: 'pagamio' })]
 */
export class PagamioPanelModule implements NestModule, OnModuleDestroy {
  readonly #mounted: Mounted

  constructor(mounted: Mounted) {
    this.#mounted = mounted
  }

  static forRoot(options: PagamioPanelModuleOptions = {}): DynamicModule {
    const { path = 'pagamio', name, ...more } = options
    return {
      module: PagamioPanelModule,
      providers: [
        {
          provide: MOUNTED,
          useFactory: (service?: PagamioService, pool?: PagamioPool): Mounted => ({
            panel: createPanel(shownOf(service, pool), more),
            path: path.replace(/^\/+|\/+$/g, ''),
          }),
          inject: [
            { token: getPagamioToken(name), optional: true },
            { token: PagamioPool, optional: true },
          ],
        },
      ],
    }
  }

  configure(consumer: MiddlewareConsumer): void {
    const { panel, path } = this.#mounted
    const routes = [path, `${path}/events`, `${path}/incident`, `${path}/play`].map((one) => ({
      path: one,
      method: RequestMethod.ALL,
    }))
    consumer.apply(panelListener(panel)).forRoutes(...routes)
  }

  /** Before the server closes, which waits for streams. */
  onModuleDestroy(): void {
    this.#mounted.panel.close()
  }
}

// As functions: a decorator is no JavaScript yet, and Node runs this file as it is.
Inject(MOUNTED)(PagamioPanelModule, undefined, 0)
Module({})(PagamioPanelModule)

function shownOf(service?: PagamioService, pool?: PagamioPool): Readonly<Record<string, PanelSource>> {
  if (!service && !pool)
    throw new TypeError('PagamioPanelModule has nothing to show: import PagamioModule or PagamioPoolModule as well.')
  return { ...(service && { Tokens: service }), ...(pool && { Merchants: pool }) }
}
