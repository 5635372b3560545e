import { createSimulator, demoCredentials } from '@pagamio/simulator'

// Loaded before each snippet: the global fetch is the simulator's, and the environment has credentials for it.
globalThis.fetch = createSimulator().fetch as typeof globalThis.fetch
process.env.PAGAMIO_USERNAME = demoCredentials.username
process.env.PAGAMIO_PASSWORD = demoCredentials.password
process.env.PAGAMIO_ENVIRONMENT = 'sandbox'
