import { inspect } from 'node:util'
import { type AppSettings, type AppUnderTest, adapterContract, type StartApp } from '@pagamio/simulator/testing'
import { describe, test } from 'vitest'
import type { Build } from '../../src/build.ts'

/** Holds an application to the contract for adapters, or to the cases with these words. */
export function describeContract(name: string, start: StartApp, words = ''): void {
  describe(name, () => {
    const cases = adapterContract(start).filter((one) => one.name.includes(words))
    test.each(cases)('$name', ({ run }) => run())
  })
}

/** A build, on a port. */
export function overHttp(build: Build): StartApp {
  return async (pagamio: AppSettings): Promise<AppUnderTest> => {
    const { log, onError, logs } = openRecord()
    const shop = await build({ pagamio, log, onError })
    return { url: await shop.listen(0, '127.0.0.1'), logs, close: shop.close }
  }
}

/** What an application says and comes by, errors to the bottom: searched for secrets by each case. */
export function openRecord() {
  const lines: string[] = []
  const log = { info: (line: string) => lines.push(line), warn: (line: string) => lines.push(line) }
  const seen = new WeakSet<object>()
  const onError = (error: unknown) => {
    // Those who wait for one token come by the same error.
    if (error instanceof Error && seen.has(error)) return
    if (error instanceof Error) seen.add(error)
    lines.push(inspect(error, { depth: Number.POSITIVE_INFINITY, showHidden: true }))
  }
  return { log, onError, logs: () => lines.join('\n') }
}
