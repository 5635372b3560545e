import cluster from 'node:cluster'
import { styleText } from 'node:util'
import { type Credentials, createPagamioAuth, type Environment, environments } from '@pagamio/auth-core'
import { readArguments } from './arguments.ts'
import type { Build } from './build.ts'
import { loadBuild } from './builds.ts'
import { takeClusterTour } from './cluster/cluster-tour.ts'
import { openCluster } from './cluster/open-cluster.ts'
import { openPlace } from './cluster/shared-place.ts'
import { runWorker } from './cluster/worker.ts'
import { listen } from './listen.ts'
import { SetupError } from './setup-error.ts'
import { takeTour } from './tour.ts'
import { brokenClaims, tourTable } from './tour-table.ts'
import { openUpstream, type Upstream } from './upstream.ts'

interface ClusterOptions {
  readonly name: string
  readonly once: boolean
  readonly workers: number
  readonly redis: string | undefined
}

try {
  await (cluster.isPrimary ? main() : runWorker())
} catch (error) {
  if (!(error instanceof SetupError)) throw error
  complain(`${error.message} ${error.hint}`)
}

async function main(): Promise<void> {
  const { build: name, once, workers, redis } = readArguments(process.argv.slice(2))
  const build = await loadBuild(name)
  const upstream = await openUpstream(process.env)
  console.log(`\n${styleText('bold', 'A small airtime shop')}${name === 'hono' ? '' : `, built with ${name}`}\n`)
  if (workers !== undefined) return together(upstream, { name, once, workers, redis })
  // The default needs no socket for its tour.
  if (upstream.embedded) await simulated(name === 'hono' ? undefined : build)
  else real(upstream)
  if (once) await upstream.close()
  else await serve(upstream, build)
}

/** Two simulators: one for the tour, on a clock that it turns, and one for the shop, on the real clock. */
async function simulated(build: Build | undefined): Promise<void> {
  console.log('There are no credentials in the environment: Pagamio is simulated, in this process. For its sandbox set')
  console.log('PAGAMIO_USERNAME, PAGAMIO_PASSWORD and PAGAMIO_ENVIRONMENT=sandbox.\n')
  const tour = await takeTour({}, build)
  console.log(`What the simulated server counted, on a clock that was turned:\n\n${tourTable(tour)}\n`)
  for (const claim of brokenClaims(tour)) complain(claim)
}

/** The shop as several processes on one port, which share tokens through files or Redis. */
async function together(upstream: Upstream, options: ClusterOptions): Promise<void> {
  const { name, once, workers, redis } = options
  const { server, pagamio, close: closeUpstream } = upstream
  if (!server && once) throw new SetupError('There is no tour with credentials.', 'Leave --once out.')
  const place = await openPlace(redis).catch(async (error) => {
    await closeUpstream()
    throw error
  })
  const port = server ? 0 : Number(process.env.PORT || 3000)
  const shop = await openCluster(workers, { ...setupOf(pagamio), build: name, place: place.place, port, quiet: once })
  const close = async () => {
    await shop.close()
    place.close()
    await closeUpstream()
  }
  if (server) {
    console.log(`${workers} processes share through ${place.name}; Pagamio is simulated, in this one.\n`)
    const tour = await takeClusterTour(server, shop.url, workers)
    console.log(`What the simulated server counted:\n\n${tourTable(tour)}\n`)
    for (const claim of brokenClaims(tour)) complain(claim)
  }
  if (once) return close()
  console.log(`The shop is open: ${styleText(['cyan', 'underline'], shop.url)}   (Ctrl-C closes it)\n`)
  const leave = () => {
    console.log('\nThe shop closes.')
    void close()
  }
  process.once('SIGINT', leave).once('SIGTERM', leave)
}

function setupOf({ baseUrl, environment, credentials }: Upstream['pagamio']) {
  return {
    baseUrl: String(baseUrl ?? environments[environment as Environment]),
    credentials: credentials as Credentials,
  }
}

function real({ pagamio }: Upstream): void {
  const { account, environment, budget } = createPagamioAuth(pagamio).status()
  console.log(`Pagamio is ${environment}; the account is ${account} in the lines below. Nothing was sent yet:`)
  console.log(`${budget.login.left} logins and ${budget.refresh.left} refreshes are left in this minute.`)
  console.log('No tour here: it would spend logins, and only the simulator can revoke a token.\n')
}

async function serve({ pagamio, close: closeUpstream }: Upstream, build: Build): Promise<void> {
  const shop = await build({ pagamio, log: console })
  const url = await listen(shop, process.env.PORT || undefined)
  console.log(`The shop is open: ${styleText(['cyan', 'underline'], url)}   (Ctrl-C closes it)\n`)
  const close = () => {
    console.log('\nThe shop closes.')
    void shop.close().then(closeUpstream)
  }
  // Once: whoever presses Ctrl-C again does not want to wait.
  process.once('SIGINT', close).once('SIGTERM', close)
}

function complain(text: string): void {
  console.error(`${styleText('red', '✗', { stream: process.stderr })} ${text}`)
  process.exitCode = 1
}
