import { createPagamioAuth } from '@pagamio/auth-core'
import type { PlayOptions } from '@pagamio/panel'
import { servePanel } from '@pagamio/panel/node'
import type { Build, Shop } from './build.ts'
import { listen } from './listen.ts'
import { serve, showTour } from './terminal.ts'
import type { Upstream } from './upstream.ts'

export interface AloneOptions {
  readonly build: Build
  /** Whether the tour is for this build; the default one needs no socket for it. */
  readonly touring: boolean
  readonly once: boolean
  readonly port: number
}

/**
 * The shop in one process: the tour, then the shop until somebody ends it.
 * @throws SetupError for a port that cannot be used, before the tour
 */
export async function runAlone(upstream: Upstream, { build, touring, once, port }: AloneOptions): Promise<void> {
  if (once) return introduce(upstream, touring ? build : undefined)
  const { pagamio, merchants } = upstream
  const shop: Shop = await build({ pagamio, merchants, log: console })
  try {
    const url = await listen(shop, port)
    await introduce(upstream, touring ? build : undefined)
    const panel = await servePanel(shop.shown, { nameOf: (merchant) => merchant, play: playOf(upstream, url) })
    await serve(url, panel.url)
    await panel.close()
  } finally {
    await shop.close()
  }
}

/** Against the simulator: one learns what happens by making it happen. Calls go the way that a visitor's do. */
const playOf = ({ server, clock }: Upstream, url: string): PlayOptions | undefined =>
  server && { simulator: server, clock, call: () => fetch(`${url}/categories`) }

async function introduce(upstream: Upstream, build: Build | undefined): Promise<void> {
  if (upstream.embedded) await simulated(build)
  else real(upstream)
}

/** Two simulators: one for the tour, on a clock that it turns, and one for the shop, on the real clock. */
async function simulated(build: Build | undefined): Promise<void> {
  console.log('There are no credentials in the environment: Pagamio is simulated, in this process. For its sandbox set')
  console.log('PAGAMIO_USERNAME, PAGAMIO_PASSWORD and PAGAMIO_ENVIRONMENT=sandbox.\n')
  const { takeTour } = await import('./tour.ts')
  showTour('What the simulated server counted, on a clock that was turned:', await takeTour({}, build))
}

function real({ pagamio }: Upstream): void {
  const { account, environment, budget } = createPagamioAuth(pagamio).status()
  console.log(`Pagamio is ${environment}; the account is ${account} in the lines below. Nothing was sent yet:`)
  console.log(`${budget.login.left} logins and ${budget.refresh.left} refreshes are left in this minute.`)
  console.log('No tour here: it would spend logins, and only the simulator can revoke a token.\n')
}
