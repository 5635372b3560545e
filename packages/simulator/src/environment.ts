/** Credentials and tokens of one environment do not work in the other. */
export type Environment = 'sandbox' | 'production'

export const environments: readonly Environment[] = ['sandbox', 'production']

/** Every endpoint lives under this path, on any host. */
export const BASE_PATH = '/api/v1'

const DOCUMENTED_HOSTS: ReadonlyMap<string, Environment> = new Map([
  ['vas-sandbox-api.pagamio.tech', 'sandbox'],
  ['vas-api.pagamio.tech', 'production'],
])

/** The two documented hosts choose their environment themselves; any other host (127.0.0.1, say) gets `otherwise`. */
export function environmentOf(hostname: string, otherwise: Environment): Environment {
  return DOCUMENTED_HOSTS.get(hostname) ?? otherwise
}
