import { BASE_PATH } from './environment.ts'

/** What a request was for; `unknown` is everything the simulator answers with 404. */
export type Endpoint = 'login' | 'refresh' | 'categories' | 'products' | 'purchase' | 'transactions' | 'unknown'

const ENDPOINTS: readonly { endpoint: Endpoint; method: RegExp; path: RegExp }[] = [
  { endpoint: 'login', method: /^POST$/, path: /^\/auth\/token$/ },
  { endpoint: 'refresh', method: /^POST$/, path: /^\/auth\/token\/refresh$/ },
  { endpoint: 'categories', method: /^(GET|HEAD|POST)$/, path: /^\/products\/categories$/ },
  { endpoint: 'products', method: /^(GET|HEAD)$/, path: /^\/(sub-)?merchants\/[^/]+\/products$/ },
  { endpoint: 'purchase', method: /^POST$/, path: /^\/purchase$/ },
  { endpoint: 'transactions', method: /^POST$/, path: /^\/transactions$/ },
]

/** All their names. */
export const endpoints: readonly Endpoint[] = [...ENDPOINTS.map(({ endpoint }) => endpoint), 'unknown']

/** Classifies a request before anything else looks at it: the limits, the faults and the log go by endpoint. */
export function endpointOf(method: string, pathname: string): Endpoint {
  if (!pathname.startsWith(`${BASE_PATH}/`)) return 'unknown'
  const path = pathname.slice(BASE_PATH.length)
  return ENDPOINTS.find((one) => one.path.test(path) && one.method.test(method))?.endpoint ?? 'unknown'
}
