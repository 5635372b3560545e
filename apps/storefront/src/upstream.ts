import {
  createPagamioAuth,
  environments,
  isPagamioAuthError,
  optionsFromEnv,
  type PagamioAuth,
} from '@pagamio/auth-core'
import { createSimulator, demoCredentials } from '@pagamio/simulator'
import { SetupError } from './setup-error.ts'

/** Where the shop buys. */
export interface Upstream {
  readonly auth: PagamioAuth
  /** Whether Pagamio is the simulator, in this process. */
  readonly embedded: boolean
}

type Env = Readonly<Record<string, string | undefined>>

/**
 * Pagamio as the environment says; the simulator when nothing of it is filled in.
 * @throws SetupError for half an environment, a wrong one, or production
 */
export function openUpstream(env: Env): Upstream {
  const configured = Object.entries(env).some(([name, value]) => name.startsWith('PAGAMIO_') && value)
  if (!configured) return embedded()
  const auth = fromEnv(env)
  // Whoever opens the page can buy: fine with play money only.
  if (new URL(auth.baseUrl).origin === new URL(environments.production).origin) {
    throw new SetupError('This example sells to whoever opens its page: not in production.', SANDBOX_HINT)
  }
  return { auth, embedded: false }
}

const SANDBOX_HINT = 'Set PAGAMIO_ENVIRONMENT=sandbox and the credentials of the sandbox.'

function fromEnv(env: Env): PagamioAuth {
  try {
    return createPagamioAuth(optionsFromEnv(env))
  } catch (error) {
    if (!isPagamioAuthError(error)) throw error
    throw new SetupError(error.message, 'Correct that, or leave every PAGAMIO_* variable empty for the simulator.')
  }
}

function embedded(): Upstream {
  const { fetch } = createSimulator()
  return { auth: createPagamioAuth({ environment: 'sandbox', credentials: demoCredentials, fetch }), embedded: true }
}
