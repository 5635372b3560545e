import { createSimulator, demoCredentials } from '@pagamio/simulator'

/** Called before each snippet: a fresh simulator is the global fetch, and at the base URL of the environment. */
export default async function world(): Promise<() => Promise<void>> {
  const simulator = createSimulator()
  const { url } = await simulator.listen()
  globalThis.fetch = simulator.fetch as typeof globalThis.fetch
  process.env.PAGAMIO_USERNAME = demoCredentials.username
  process.env.PAGAMIO_PASSWORD = demoCredentials.password
  process.env.PAGAMIO_BASE_URL = url
  // As in a process that has sent nothing yet.
  Reflect.deleteProperty(globalThis, Symbol.for('@pagamio/auth-core/budget@2'))
  return simulator.close
}
