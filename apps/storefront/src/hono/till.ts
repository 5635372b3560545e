import type { PagamioVariable } from '@pagamio/hono'
import { Hono } from 'hono'
import { askWithFetch } from '../clients/fetch.ts'
import { shopPathOf } from '../merchants.ts'
import { readOrder } from '../order.ts'
import { transactionPage, wantsPage } from '../pages.ts'
import { askTransaction, askUpstream } from '../upstream-answer.ts'

/** What every shop does: sells, and shows what became of it, on the account that `c.var.pagamio` is of. */
export const till = new Hono<{ Variables: { pagamio: PagamioVariable } }>()
  .post('/airtime', async (c) => {
    const { order, form } = readOrder(await c.req.text(), c.req.header('content-type'))
    // Also on a 502: who did not learn what became of the order can send it again, and is charged once.
    c.header('merchant-reference', order.merchantReference)
    const sale = await askUpstream(askWithFetch(c.var.pagamio.fetch, c.req.raw.signal), '/purchase', order)
    if (!form || !('transactionId' in sale)) return c.json(sale)
    return c.redirect(`${shopPathOf(c.req.param('merchant'))}/transactions/${sale.transactionId}`, 303)
  })

  .get('/transactions/:id', async (c) => {
    const ask = askWithFetch(c.var.pagamio.fetch, c.req.raw.signal)
    const transaction = await askTransaction(ask, c.req.param('id'))
    return wantsPage(c.req.header('accept')) ? c.html(transactionPage(transaction)) : c.json(transaction)
  })
