import { createBudget, createPagamioAuth } from '@pagamio/auth-core'
import { demoCredentials, type Simulator } from '@pagamio/simulator'
import { BentoCache, bentostore } from 'bentocache'
import { memoryDriver } from 'bentocache/drivers/memory'

/** A cache of tokens, and how it ends. */
interface TokenCache {
  readonly getToken: () => Promise<unknown>
  close(): Promise<void>
}

export type MakeTokenCache = (simulator: Simulator, lifeMs: number) => TokenCache

/** With the limits that are the default, and a budget of its own: several run side by side. */
export const pagamioCache: MakeTokenCache = ({ fetch }) =>
  createPagamioAuth({ environment: 'sandbox', credentials: demoCredentials, fetch, budget: createBudget() })

/** As its documentation has it: the old value is served while a new one is made. Both times count from the token's start. */
export const bentoCache: MakeTokenCache = (simulator, lifeMs) => {
  const cache = new BentoCache({
    default: 'token',
    stores: { token: bentostore().useL1Layer(memoryDriver({ maxItems: 10 })) },
  })
  const factory = async () => {
    const response = await simulator.fetch('https://vas-sandbox-api.pagamio.tech/api/v1/auth/token', {
      method: 'POST',
      body: JSON.stringify(demoCredentials),
    })
    if (!response.ok) throw new Error(`The login was answered ${response.status}.`)
    return response.json()
  }
  return {
    getToken: () => cache.getOrSet({ key: 'token', ttl: lifeMs * 0.8, grace: lifeMs, timeout: 0, factory }),
    close: () => cache.disconnectAll(),
  }
}
