import { Hono } from 'hono/tiny'
import { type ApiEnv, fieldsOf, NONE } from './exchange.ts'
import { refuse } from './refuse.ts'

/** No page says what these take or answer: any object is good, nothing changes, and nothing is told of an account. */
export const passwordRoutes = new Hono<ApiEnv>().on('POST', ['/forgotpassword', '/resetpassword'], (c) =>
  fieldsOf(c.env) !== NONE ? Response.json({ successful: true }) : refuse(c.env, { refusal: 'fields-missing' }),
)
