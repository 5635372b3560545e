import { Inject, Injectable } from '@nestjs/common'
import { ModuleRef } from '@nestjs/core'
import type { HealthIndicatorResult, HealthIndicatorService } from '@nestjs/terminus'
import * as terminus from '@nestjs/terminus'
import type { PagamioService } from './pagamio-service.ts'
import { getPagamioToken } from './pagamio-token.ts'

export interface PagamioHealthOptions {
  /**
   * Which instance is reported.
   * @default 'default'
   */
  readonly name?: string | undefined
}

// By name it could not be imported from what has none, and nobody would hear why.
if (!('HealthIndicatorService' in terminus))
  throw new Error('@pagamio/nestjs/health needs @nestjs/terminus 11 or later, which runs on NestJS 10 too.')

/** From Terminus 12.1 on. */
interface MayDegrade<Key extends string> {
  degraded?: (data: Record<string, unknown>) => HealthIndicatorResult<Key>
}

/**
 * Health of the tokens for Terminus. It makes no call, however often you probe it. `up` also before the first token and
 * after an idle hour, if nothing is wrong; `degraded` while a token lives and its renewal fails; `down` if callers get
 * no token. Terminus before 12.1 has no `degraded`: there it is `up` with `degraded: true`.
 * @example health.check([() => pagamio.isHealthy('pagamio')])
 */
@Injectable()
export class PagamioHealthIndicator {
  readonly #indicators: HealthIndicatorService
  readonly #modules: ModuleRef

  constructor(
    @Inject(terminus.HealthIndicatorService) indicators: HealthIndicatorService,
    @Inject(ModuleRef) modules: ModuleRef,
  ) {
    this.#indicators = indicators
    this.#modules = modules
  }

  async isHealthy<const Key extends string = 'pagamio'>(
    key: Key = 'pagamio' as Key,
    { name }: PagamioHealthOptions = {},
  ): Promise<HealthIndicatorResult<Key>> {
    const instance = this.#modules.get<Partial<PagamioService>>(getPagamioToken(name), { strict: false })
    const session = this.#indicators.check(key)
    // What a test has put in its place need not know how it is.
    const { health = 'up', state = 'unknown', trouble, nextAcquisitionInMs } = { ...instance.status?.() }
    const data: Record<string, unknown> = trouble ? { state, trouble: trouble.code, nextAcquisitionInMs } : { state }
    if (health === 'down') return session.down(data)
    if (health === 'up') return session.up(data)
    return (session as MayDegrade<Key>).degraded?.(data) ?? session.up({ ...data, degraded: true })
  }
}
