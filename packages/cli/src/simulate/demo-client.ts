import { createBudget, createPagamioAuth } from '@pagamio/auth-core'
import { demoCredentials, type Simulator, type TurnableClock } from '@pagamio/simulator'
import { openPanel } from '../panel/open-panel.ts'
import type { SimulateFlags } from './simulate-flags.ts'

/** Its calls count for nobody else: programs of this machine come from another address. */
const ADDRESS = '127.0.0.2'
const NOTE =
  'This is a client of the simulator’s own, on its clock. The buttons act on the tokens of every program that uses this simulator; what those do, panels of their own show.'

/** A client of the simulator, and a panel that shows it. */
export async function openDemo(
  simulator: Simulator,
  clock: TurnableClock,
  baseUrl: string,
  { logins, window }: Pick<SimulateFlags, 'logins' | 'window'>,
): Promise<{ readonly url: string; close(): Promise<void> }> {
  const limits = { logins, windowMs: window === undefined ? undefined : window * 1_000 }
  const auth = createPagamioAuth({
    baseUrl,
    credentials: demoCredentials,
    fetch: simulator.fetchFrom(ADDRESS),
    clock,
    budget: createBudget({ clock, limits }),
  })
  const call = () => auth.fetch('/products/categories')
  const panel = await openPanel({ 'A client': auth }, { notes: [NOTE], play: { simulator, clock, call } })
  return {
    url: panel.url,
    async close() {
      await panel.close()
      await auth.close()
    },
  }
}
