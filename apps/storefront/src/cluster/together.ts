import { randomBytes } from 'node:crypto'
import { type Credentials, type Environment, environments } from '@pagamio/auth-core'
import { portToShare } from '../listen.ts'
import { SetupError } from '../setup-error.ts'
import { serve, showTour } from '../terminal.ts'
import type { Upstream } from '../upstream.ts'
import { takeClusterTour } from './cluster-tour.ts'
import { openCluster } from './open-cluster.ts'
import { openPlace } from './shared-place.ts'

export interface TogetherOptions {
  readonly build: string
  readonly once: boolean
  readonly workers: number
  readonly redis: string | undefined
  readonly port: number
}

/**
 * The shop as several processes on one port, which share tokens through files or Redis: the tour, then the shop until
 * somebody ends it.
 * @throws SetupError for a port or a Redis that cannot be used
 */
export async function runTogether(upstream: Upstream, options: TogetherOptions): Promise<void> {
  const { build, once, workers, redis } = options
  const { server } = upstream
  if (!server && once) throw new SetupError('There is no tour with credentials.', 'Leave --once out.')
  // Nobody comes to a shop that is there for the tour only.
  const port = await portToShare(once ? 0 : options.port)
  const { place, name, close } = await openPlace(redis)
  try {
    const shop = await openCluster(workers, { ...setupOf(upstream), build, place, port, quiet: once })
    try {
      if (server) {
        console.log(`${workers} processes share through ${name}; Pagamio is simulated, in this one.\n`)
        showTour('What the simulated server counted:', await takeClusterTour(server, shop.url, workers))
      }
      if (!once) await serve(shop.url)
    } finally {
      await shop.close()
    }
  } finally {
    close()
  }
}

function setupOf({ pagamio: { baseUrl, environment, credentials }, merchants }: Upstream) {
  return {
    baseUrl: String(baseUrl ?? environments[environment as Environment]),
    credentials: credentials as Credentials,
    merchants,
    // Of this start: the shops' tokens are found again by its workers only.
    poolKey: randomBytes(32).toString('base64'),
  }
}
