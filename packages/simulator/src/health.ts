import { checkOneOf } from './checks.ts'
import type { Clock } from './clock.ts'

const services = ['database', 'cache', 'queue'] as const
export type Service = (typeof services)[number]

/** The answer of `GET /health`, which is beside the API and needs no token. */
export interface Health {
  /** @throws RangeError for one that is not there */
  set(service: Service, healthy: boolean): void
  report(): object
}

export function createHealth(clock: Clock): Health {
  const degraded = new Set<Service>()
  const startedAt = clock.monotonic()
  const word = (well: boolean) => (well ? 'healthy' : 'degraded')
  return {
    set(service, healthy) {
      checkOneOf('service', service, services)
      if (healthy) degraded.delete(service)
      else degraded.add(service)
    },
    report: () => ({
      status: word(degraded.size === 0),
      timestamp: `${new Date(clock.now()).toISOString().slice(0, 19)}Z`,
      version: '1.0.0',
      services: Object.fromEntries(services.map((service) => [service, word(!degraded.has(service))])),
      uptime_seconds: Math.floor((clock.monotonic() - startedAt) / 1000),
    }),
  }
}
