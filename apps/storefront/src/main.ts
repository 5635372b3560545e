import type { Server } from 'node:net'
import { styleText } from 'node:util'
import { createAdaptorServer } from '@hono/node-server'
import { logEvents } from '@pagamio/auth-core'
import { listen } from './listen.ts'
import { SetupError } from './setup-error.ts'
import { createShop } from './shop.ts'
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
  const upstream = openUpstream(process.env)
  console.log(`\n${styleText('bold', 'A small airtime shop')}\n`)
  if (upstream.embedded) await simulated()
  else real(upstream)
  if (process.argv.includes('--once')) await upstream.auth.close()
  else await serve(upstream)
}

/** Two simulators: one for the tour, on a clock that it turns, and one for the shop, on the real clock. */
async function simulated(): Promise<void> {
  console.log('There are no credentials in the environment: Pagamio is simulated, in this process. For its sandbox set')
  console.log('PAGAMIO_USERNAME, PAGAMIO_PASSWORD and PAGAMIO_ENVIRONMENT=sandbox.\n')
  const tour = await takeTour()
  console.log(`What the simulated server counted, on a clock that was turned:\n\n${tourTable(tour)}\n`)
  for (const claim of brokenClaims(tour)) complain(claim)
}

function real({ auth }: Upstream): void {
  const { account, environment, budget } = auth.status()
  console.log(`Pagamio is ${environment}; the account is ${account} in the lines below. Nothing was sent yet:`)
  console.log(`${budget.login.left} logins and ${budget.refresh.left} refreshes are left in this minute.`)
  console.log('No tour here: it would spend logins, and only the simulator can revoke a token.\n')
}

async function serve({ auth }: Upstream): Promise<void> {
  const server = createAdaptorServer({ fetch: createShop(auth).fetch }) as Server
  const url = await listen(server, process.env.PORT || undefined)
  logEvents(auth, console)
  console.log(`The shop is open: ${styleText(['cyan', 'underline'], url)}   (Ctrl-C closes it)\n`)
  const close = () => {
    console.log('\nThe shop closes.')
    server.close()
    void auth.close()
  }
  // Once: whoever presses Ctrl-C again does not want to wait.
  process.once('SIGINT', close).once('SIGTERM', close)
}

function complain(text: string): void {
  console.error(`${styleText('red', '✗', { stream: process.stderr })} ${text}`)
  process.exitCode = 1
}
