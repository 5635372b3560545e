import { BASE_PATH } from './environment.ts'

/** The endpoint of a request; `unknown` is everything that the simulator answers with 404. */
export type Endpoint =
  | 'login'
  | 'refresh'
  | 'passwords'
  | 'categories'
  | 'fields'
  | 'products'
  | 'brands'
  | 'lookup'
  | 'purchase'
  | 'transactions'
  | 'health'
  | 'unknown'

interface Route {
  readonly endpoint: Endpoint
  readonly path: RegExp
  readonly method: RegExp
  /** As on the newest page, if pages differ. @default `method` */
  readonly newest?: RegExp
}

const READ = /^(GET|HEAD)$/
const POST = /^POST$/
const EITHER = /^(GET|HEAD|POST)$/

const ROUTES: readonly Route[] = [
  { endpoint: 'login', path: /^\/auth\/token$/, method: POST },
  { endpoint: 'refresh', path: /^\/auth\/token\/refresh$/, method: POST },
  { endpoint: 'passwords', path: /^\/users\/(forgot|reset)password$/, method: POST },
  { endpoint: 'categories', path: /^\/products\/categories$/, method: EITHER, newest: READ },
  { endpoint: 'fields', path: /^\/products\/categories\/\d+\/fields$/, method: EITHER, newest: READ },
  { endpoint: 'products', path: /^\/products\/category\/\d+$/, method: EITHER, newest: POST },
  { endpoint: 'products', path: /^\/(sub-)?merchants\/[^/]+\/products$/, method: READ },
  { endpoint: 'brands', path: /^\/lookups\/brands$/, method: EITHER, newest: READ },
  { endpoint: 'lookup', path: /^\/lookup\/(electricity|bill-payment)$/, method: POST },
  { endpoint: 'purchase', path: /^\/purchase$/, method: POST },
  { endpoint: 'transactions', path: /^\/transactions$/, method: EITHER },
]

/** All their names. */
export const endpoints: readonly Endpoint[] = [
  ...new Set<Endpoint>([...ROUTES.map(({ endpoint }) => endpoint), 'health', 'unknown']),
]

/** Classifies a request before anything else looks at it: the limits, the faults and the log go by endpoint. */
export function endpointOf(method: string, pathname: string, strict: boolean): Endpoint {
  if (pathname === '/health') return READ.test(method) ? 'health' : 'unknown'
  if (!pathname.startsWith(`${BASE_PATH}/`)) return 'unknown'
  const path = pathname.slice(BASE_PATH.length)
  const found = ROUTES.find((one) => one.path.test(path))
  const allowed = found && ((strict && found.newest) || found.method)
  return found && allowed?.test(method) ? found.endpoint : 'unknown'
}
