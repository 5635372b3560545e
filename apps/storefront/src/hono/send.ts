import type { PagamioVariable } from '@pagamio/hono'
import type { Context } from 'hono'
import { askWithFetch } from '../clients/fetch.ts'
import type { Visit } from '../desk.ts'
import { type Reply, wantsPage } from '../reply.ts'

export type WithPagamio = { Variables: { pagamio: PagamioVariable } }

/** The visit of a customer, on the account of `c.var.pagamio`. */
export function visitOf(c: Context<WithPagamio>): Visit {
  return {
    ask: askWithFetch(c.var.pagamio.fetch, c.req.raw.signal),
    merchant: c.req.param('merchant'),
    page: wantsPage(c.req.header('accept')),
    cookie: c.req.header('cookie'),
  }
}

export function send(c: Context, { status, headers, body }: Reply): Response {
  return c.body(typeof body === 'string' ? body : JSON.stringify(body), status, { ...headers })
}
