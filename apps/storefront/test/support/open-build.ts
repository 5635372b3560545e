import { type Clock, createBudget } from '@pagamio/auth-core'
import { createSimulator, demoCredentials } from '@pagamio/simulator'
import { onTestFinished } from 'vitest'
import type { Build } from '../../src/build.ts'
import { demoAccounts, demoMerchants } from '../../src/demo-merchants.ts'
import { listen } from '../../src/listen.ts'

interface Settings {
  readonly port?: number | undefined
  readonly clock?: Clock
  readonly merchants?: typeof demoMerchants
}

/** A build on a port, with the shops of two merchants, on a simulator of its own; closed after the test. */
export async function openBuild(build: Build, { port = 0, clock, merchants = demoMerchants }: Settings = {}) {
  const simulator = createSimulator({ clock, merchants: demoAccounts })
  onTestFinished(simulator.close)
  const { url: baseUrl } = await simulator.listen()
  const pagamio = { baseUrl, credentials: demoCredentials, clock, budget: clock ? undefined : createBudget() }
  const shop = await build({ pagamio, merchants, log: { info() {}, warn() {} } })
  onTestFinished(shop.close)
  const url = await listen(shop, port)
  const visit = (path: string, init?: RequestInit) => fetch(`${url}${path}`, { redirect: 'manual', ...init })
  return { simulator, shop, url, visit }
}
