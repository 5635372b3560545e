import { Hono } from 'hono/tiny'
import { authRoutes } from './auth-routes.ts'
import { catalogueRoutes } from './catalogue-routes.ts'
import { BASE_PATH } from './environment.ts'
import { refuse } from './error-answers.ts'
import type { ApiEnv } from './exchange.ts'
import { paymentRoutes } from './payment-routes.ts'

/** The routes, once for all simulators: what one of them remembers comes along with each request. */
export const api = new Hono<ApiEnv>()
  .basePath(BASE_PATH)
  // Routes are found by a decoded path, with or without a slash at its end: what the limits do not count is not served.
  .use(async (c, next) => (c.env.entry.endpoint === 'unknown' ? c.notFound() : next()))
  .route('/auth', authRoutes)
  .route('/', catalogueRoutes)
  .route('/', paymentRoutes)
  .notFound(() => refuse(404, '1404'))
  .onError((error) => {
    throw error
  })
