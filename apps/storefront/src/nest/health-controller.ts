import { Controller, Get, Inject } from '@nestjs/common'
import { HealthCheck, HealthCheckService } from '@nestjs/terminus'
import { PagamioHealthIndicator } from '@pagamio/nestjs/health'

@Controller('health')
export class HealthController {
  readonly #health: HealthCheckService
  readonly #pagamio: PagamioHealthIndicator

  constructor(
    @Inject(HealthCheckService) health: HealthCheckService,
    @Inject(PagamioHealthIndicator) pagamio: PagamioHealthIndicator,
  ) {
    this.#health = health
    this.#pagamio = pagamio
  }

  @Get()
  @HealthCheck()
  look() {
    return this.#health.check([() => this.#pagamio.isHealthy()])
  }
}
