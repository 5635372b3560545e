// Runs in a fresh project: the builds of the storefront that are named, against what every adapter has to do.
import { inspect } from 'node:util'
import { type AppSettings, adapterContract } from '@pagamio/simulator/testing'
import type { Build } from '../../../storefront/src/build.ts'

const builds: Readonly<Record<string, () => Promise<{ build: Build }>>> = {
  axios: () => import('../../../storefront/src/builds/node-axios.ts'),
  hono: () => import('../../../storefront/src/builds/hono.ts'),
  ky: () => import('../../../storefront/src/builds/node-ky.ts'),
  'nest-express': () => import('./nest-express.ts'),
  'nest-fastify': () => import('../../../storefront/src/builds/nest-fastify.ts'),
}

const failed: string[] = []
let passed = 0
for (const name of process.argv.slice(2)) {
  const { build } = await (builds[name] as () => Promise<{ build: Build }>)()
  for (const one of adapterContract(overHttp(build), { patienceMs: 60_000 })) {
    try {
      await one.run()
      passed++
    } catch (error) {
      failed.push(`${name}: ${one.name}\n${inspect(error)}`)
    }
  }
}
for (const what of failed) console.error(what)
console.log(`${passed} cases passed, ${failed.length} failed`)
process.exit(failed.length > 0 ? 1 : 0)

/** On a port, with all that it says and comes by. */
function overHttp(build: Build) {
  return async (pagamio: AppSettings) => {
    const lines: string[] = []
    const log = { info: (line: string) => void lines.push(line), warn: (line: string) => void lines.push(line) }
    const onError = (error: unknown) => void lines.push(inspect(error, { depth: 12, showHidden: true }))
    const shop = await build({ pagamio, log, onError })
    return { url: await shop.listen(0, '127.0.0.1'), logs: () => lines.join('\n'), close: shop.close }
  }
}
