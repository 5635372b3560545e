import { styleText } from 'node:util'
import { createPagamioAuth } from '@pagamio/auth-core'
import { readArguments } from './arguments.ts'
import type { Build } from './build.ts'
import { loadBuild } from './builds.ts'
import { listen } from './listen.ts'
import { SetupError } from './setup-error.ts'
import { takeTour } from './tour.ts'
import { brokenClaims, tourTable } from './tour-table.ts'
import { openUpstream, type Upstream } from './upstream.ts'

try {
  await main()
} catch (error) {
  if (!(error instanceof SetupError)) throw error
  complain(`${error.message} ${error.hint}`)
}

async function main(): Promise<void> {
  const { build: name, once } = readArguments(process.argv.slice(2))
  const build = await loadBuild(name)
  const upstream = await openUpstream(process.env)
  console.log(`\n${styleText('bold', 'A small airtime shop')}${name === 'hono' ? '' : `, built with ${name}`}\n`)
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
