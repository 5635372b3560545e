import { inspect } from 'node:util'
import { createPagamioAuth } from '@pagamio/auth-core'
import { type AppSettings, type AppUnderTest, adapterContract } from '@pagamio/simulator/testing'
import { describe, test } from 'vitest'
import type { Build } from '../src/build.ts'
import { createShop, build as hono } from '../src/builds/hono.ts'
import { build as nodeAxios } from '../src/builds/node-axios.ts'
import { build as nodeFetch } from '../src/builds/node-fetch.ts'

/** What an application says and comes by, errors to the bottom: searched for secrets by each case. */
function record() {
  const lines: string[] = []
  const log = { info: (line: string) => lines.push(line), warn: (line: string) => lines.push(line) }
  const onError = (error: unknown) => lines.push(inspect(error, { depth: Number.POSITIVE_INFINITY, showHidden: true }))
  return { log, onError, logs: () => lines.join('\n') }
}

const overHttp =
  (build: Build) =>
  async (pagamio: AppSettings): Promise<AppUnderTest> => {
    const { log, onError, logs } = record()
    const shop = await build({ pagamio, log, onError })
    return { url: await shop.listen(0, '127.0.0.1'), logs, close: shop.close }
  }

async function honoInProcess(settings: AppSettings): Promise<AppUnderTest> {
  const { onError, logs } = record()
  const auth = createPagamioAuth(settings)
  const { fetch } = createShop(auth, onError)
  return { fetch: (request) => fetch(request), logs, close: auth.close }
}

describe.each([
  ['Hono on Node', overHttp(hono)],
  ['Hono in-process', honoInProcess],
  ['plain Node with axios', overHttp(nodeAxios)],
  ['plain Node with fetch', overHttp(nodeFetch)],
])('%s', (_name, start) => {
  test.each(adapterContract(start))('$name', ({ run }) => run())
})
