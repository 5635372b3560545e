import { createServer } from 'node:net'
import { styleText } from 'node:util'
import { serve } from '@hono/node-server'
import { isPagamioAuthError } from '@pagamio/auth-core'
import { createShop } from './shop.ts'
import { takeTour } from './tour.ts'
import { tourTable } from './tour-table.ts'
import { openUpstream } from './upstream.ts'

const once = process.argv.includes('--once')

try {
  await main()
} catch (error) {
  if (!isPagamioAuthError(error)) throw error
  console.error(`${styleText('red', error.code)}  ${error.message}\n${error.hint}`)
  process.exitCode = 1
}

async function main(): Promise<void> {
  const upstream = openUpstream(process.env)
  console.log(`\n${upstream.note}\n`)
  if (upstream.embedded) {
    console.log('What the token endpoint saw, on a clock that the tour turns:\n')
    const steps = await takeTour()
    console.log(`${tourTable(steps)}\n`)
    if (!steps.every(({ held }) => held)) {
      console.error('A step did not come out as claimed.')
      process.exitCode = 1
    }
  } else {
    console.log('The tour is for the simulator only: it revokes tokens and spends logins.\n')
  }
  if (once) return upstream.close()

  const server = serve(
    { fetch: createShop(upstream.auth).fetch, port: await portToUse(), hostname: '127.0.0.1' },
    ({ port }) => {
      console.log(`The shop is open: ${styleText('cyan', `http://localhost:${port}`)}   (Ctrl-C closes it)`)
    },
  )
  const close = () => {
    server.close()
    upstream.close()
  }
  process.once('SIGINT', close).once('SIGTERM', close)
}

/** PORT, else 3000, else whatever is free. */
async function portToUse(): Promise<number> {
  const wanted = Number(process.env.PORT ?? 3000)
  const probe = createServer()
  const free = await new Promise<boolean>((resolve) => {
    probe.once('error', () => resolve(false)).listen(wanted, '127.0.0.1', () => resolve(true))
  })
  probe.close()
  return free ? wanted : 0
}
