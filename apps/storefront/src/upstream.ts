import {
  createBudget,
  createPagamioAuth,
  environments,
  isPagamioAuthError,
  optionsFromEnv,
  type PagamioAuthOptions,
} from '@pagamio/auth-core'
import { createSimulator, demoCredentials, type Simulator, type TurnableClock, turnableClock } from '@pagamio/simulator'
import { demoAccounts, demoMerchants } from './demo-merchants.ts'
import type { Merchants } from './merchants.ts'
import { readMerchants } from './merchants-file.ts'
import { SetupError } from './setup-error.ts'

/** Where the shop buys. */
export interface Upstream {
  readonly pagamio: PagamioAuthOptions
  /** The merchants beside us. */
  readonly merchants: Merchants
  /** Whether Pagamio is the simulator, in this process. */
  readonly embedded: boolean
  /** The simulator, where it is that. */
  readonly server: Simulator | undefined
  /** The clock of the simulator, which people may turn. */
  readonly clock?: TurnableClock | undefined
  close(): Promise<void>
}

type Env = Readonly<Record<string, string | undefined>>

/**
 * Pagamio as the environment says; the simulator when nothing of it is filled in.
 * @throws SetupError for half an environment, a wrong one, or production
 */
export async function openUpstream(env: Env): Promise<Upstream> {
  const configured = Object.entries(env).some(([name, value]) => name.startsWith('PAGAMIO_') && value)
  if (!configured) return embedded()
  const pagamio = fromEnv(env)
  // Anybody who opens the page can buy: fine with play money only.
  if (new URL(createPagamioAuth(pagamio).baseUrl).origin === new URL(environments.production).origin) {
    throw new SetupError('This example sells to whoever opens its page: not in production.', SANDBOX_HINT)
  }
  const merchants = env.PAGAMIO_SHOPS_FILE ? readMerchants(env.PAGAMIO_SHOPS_FILE) : {}
  return { pagamio, merchants, embedded: false, server: undefined, close: async () => {} }
}

const SANDBOX_HINT = 'Set PAGAMIO_ENVIRONMENT=sandbox and the credentials of the sandbox.'

function fromEnv(env: Env): PagamioAuthOptions {
  try {
    return optionsFromEnv(env)
  } catch (error) {
    if (!isPagamioAuthError(error)) throw error
    throw new SetupError(error.message, 'Correct that, or leave every PAGAMIO_* variable empty for the simulator.')
  }
}

/** On a port, because not every client can be given a `fetch`. */
async function embedded(): Promise<Upstream> {
  const clock = turnableClock()
  const server = createSimulator({ merchants: demoAccounts, clock })
  const { url: baseUrl } = await server.listen()
  return {
    pagamio: { baseUrl, credentials: demoCredentials, clock, budget: createBudget({ clock }) },
    merchants: demoMerchants,
    embedded: true,
    server,
    clock,
    close: server.close,
  }
}
