import { Hono } from 'hono/tiny'
import { authRoutes } from './auth-routes.ts'
import { catalogueRoutes } from './catalogue/catalogue-routes.ts'
import { BASE_PATH } from './environment.ts'
import { notFound } from './error-answers.ts'
import type { ApiEnv } from './exchange.ts'
import { passwordRoutes } from './password-routes.ts'
import { lookupRoutes } from './payments/lookup-routes.ts'
import { purchaseRoutes } from './payments/purchase-routes.ts'
import { transactionRoutes } from './payments/transaction-routes.ts'

/** The routes, once for all simulators: what one of them remembers comes along with each request. */
export const api = new Hono<ApiEnv>()
  // Routes are found by a decoded path, with or without a slash at its end: what the limits do not count is not served.
  .use(async (c, next) => (c.env.entry.endpoint === 'unknown' ? c.notFound() : next()))
  .get('/health', (c) => Response.json(c.env.server.health.report()))
  .route(`${BASE_PATH}/auth`, authRoutes)
  .route(`${BASE_PATH}/users`, passwordRoutes)
  .route(BASE_PATH, catalogueRoutes)
  .route(BASE_PATH, lookupRoutes)
  .route(BASE_PATH, purchaseRoutes)
  .route(BASE_PATH, transactionRoutes)
  .notFound((c) => notFound(c.env.entry))
  .onError((error) => {
    throw error
  })
