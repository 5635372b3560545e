import { env } from 'cloudflare:workers'
import { runCases } from './run-cases.ts'

const { hostUrl } = (env as { SETUP: { hostUrl: string } }).SETUP

// A default export, because workerd asks for one.
export default {
  fetch: async (): Promise<Response> => Response.json(await runCases(hostUrl)),
}
