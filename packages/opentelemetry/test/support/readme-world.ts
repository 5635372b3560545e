import { createSimulator, demoCredentials } from '@pagamio/simulator'

/** Called before the snippet: a fresh simulator is the global fetch. */
export default function world(): void {
  globalThis.fetch = createSimulator().fetch as typeof globalThis.fetch
  process.env.PAGAMIO_USERNAME = demoCredentials.username
  process.env.PAGAMIO_PASSWORD = demoCredentials.password
  process.env.PAGAMIO_ENVIRONMENT = 'sandbox'
}
