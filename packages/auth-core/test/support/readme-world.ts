import { createSimulator, demoCredentials } from '@pagamio/simulator'

/** Called before each snippet: the global fetch is a fresh simulator's, and the environment has credentials for it. */
export default function world(): void {
  globalThis.fetch = createSimulator().fetch as typeof globalThis.fetch
  process.env.PAGAMIO_USERNAME = demoCredentials.username
  process.env.PAGAMIO_PASSWORD = demoCredentials.password
  process.env.PAGAMIO_ENVIRONMENT = 'sandbox'
  process.env.PAGAMIO_STORE_KEY = Buffer.alloc(32, 7).toString('base64')
  // As in a process that has sent nothing yet.
  Reflect.deleteProperty(globalThis, Symbol.for('@pagamio/auth-core/budget@2'))
}
