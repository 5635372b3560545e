import { createBudget, createPagamioAuth, createPagamioAuthPool, type PagamioAuthOptions } from '@pagamio/auth-core'
import { createSimulator, demoCredentials, type SimulatorOptions, turnableClock } from '@pagamio/simulator'
import { onTestFinished } from 'vitest'

/** An instance against a simulator, on a clock that both have in common and that can be turned. */
export function scene(options: Partial<PagamioAuthOptions> & { readonly simulator?: SimulatorOptions } = {}) {
  const { simulator: simulated, ...more } = options
  const clock = turnableClock()
  const simulator = createSimulator({ clock, ...simulated })
  const budget = createBudget({ clock })
  const auth = createPagamioAuth({
    environment: 'sandbox',
    credentials: demoCredentials,
    fetch: simulator.fetch,
    clock,
    budget,
    ...more,
  })
  onTestFinished(() => auth.close())
  return { clock, simulator, auth, budget }
}

/** A pool of as many merchants as one likes. */
export function poolScene(size: number) {
  const clock = turnableClock()
  const merchants = Array.from({ length: size }, (_, n) => ({
    id: `M-${n}`,
    username: `secret-user-${n}`,
    password: `secret-password-${n}`,
  }))
  const simulator = createSimulator({ clock, merchants, limits: false })
  const pool = createPagamioAuthPool({
    environment: 'sandbox',
    credentialsFor: (merchant) => {
      const { username, password } = merchants[Number(merchant.slice(2))] as (typeof merchants)[0]
      return { username, password }
    },
    fetch: simulator.fetch,
    clock,
    budget: createBudget({ clock, limits: { logins: 1_000_000, refreshes: 10 } }),
  })
  onTestFinished(() => pool.close())
  return { clock, simulator, pool, merchants }
}
