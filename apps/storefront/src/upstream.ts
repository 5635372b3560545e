import { createPagamioAuth, optionsFromEnv, type PagamioAuth } from '@pagamio/auth-core'
import { createSimulator, demoCredentials } from '@pagamio/simulator'

/** Where the shop buys, and a sentence about it for whoever started it. */
export interface Upstream {
  readonly auth: PagamioAuth
  readonly embedded: boolean
  readonly note: string
  close(): Promise<void>
}

type Env = Readonly<Record<string, string | undefined>>

/** Pagamio as the environment says; without any credentials there, a simulator in this process. */
export function openUpstream(env: Env): Upstream {
  const configured = Object.entries(env).some(([name, value]) => name.startsWith('PAGAMIO_') && value)
  if (!configured) return embedded()
  const auth = createPagamioAuth(optionsFromEnv(env))
  return { auth, embedded: false, note: `Talking to ${auth.baseUrl}.`, close: auth.close }
}

function embedded(): Upstream {
  const simulator = createSimulator()
  const auth = createPagamioAuth({ environment: 'sandbox', credentials: demoCredentials, fetch: simulator.fetch })
  const note =
    'No credentials in the environment: Pagamio is simulated in this process. For its real sandbox set\n' +
    'PAGAMIO_USERNAME, PAGAMIO_PASSWORD and PAGAMIO_ENVIRONMENT=sandbox.'
  return { auth, embedded: true, note, close: auth.close }
}
