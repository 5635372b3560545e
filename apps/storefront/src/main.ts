import cluster from 'node:cluster'
import { styleText } from 'node:util'
import { readArguments } from './arguments.ts'
import { loadBuild, prepareBuild } from './builds.ts'
import { portOf } from './port.ts'
import { SetupError } from './setup-error.ts'
import { complain } from './terminal.ts'
import { openUpstream } from './upstream.ts'

try {
  if (cluster.isPrimary) await main()
  else await (await import('./cluster/worker.ts')).runWorker()
} catch (error) {
  if (!(error instanceof SetupError)) throw error
  complain(`${error.message} ${error.hint}`)
}

async function main(): Promise<void> {
  const { build: name, once, workers, redis } = readArguments(process.argv.slice(2))
  const port = portOf(process.env)
  await prepareBuild(name)
  const upstream = await openUpstream(process.env)
  try {
    console.log(`\n${styleText('bold', 'A small shop')}${name === 'hono' ? '' : `, built with ${name}`}\n`)
    if (workers === undefined) {
      const { runAlone } = await import('./alone.ts')
      await runAlone(upstream, { build: await loadBuild(name), touring: name !== 'hono', once, port })
    } else {
      const { runTogether } = await import('./cluster/together.ts')
      await runTogether(upstream, { build: name, once, workers, redis, port })
    }
  } finally {
    await upstream.close()
  }
}
