import { Hono } from 'hono'
import { counterAt } from '../counters.ts'
import { counter, sell, transaction } from '../desk.ts'
import { readOrder } from '../order.ts'
import { send, visitOf, type WithPagamio } from './send.ts'

/** What every shop does: sells, and shows what became of it, on the account that `c.var.pagamio` is of. */
export const till = new Hono<WithPagamio>()
  .get('/transactions/:id', async (c) => send(c, await transaction(visitOf(c), c.req.param('id'))))

  .get('/:counter', async (c) =>
    send(c, await counter(visitOf(c), c.req.param('counter'), new URL(c.req.url).searchParams)),
  )

  .post('/:counter', async (c) => {
    const sale = readOrder(counterAt(c.req.param('counter')), await c.req.text(), c.req.header('content-type'))
    // Also on a 502: a customer who did not learn the outcome can send the order again, and is charged once.
    c.header('merchant-reference', sale.order.merchantReference)
    return send(c, await sell(visitOf(c), sale))
  })
