import { text } from 'node:stream/consumers'
import { Controller, Get, HttpCode, Inject, Param, Post, Req, Res } from '@nestjs/common'
import { shopPathOf } from '../merchants.ts'
import { readOrder } from '../order.ts'
import { transactionPage, wantsPage } from '../pages.ts'
import type { Sellers } from '../sellers.ts'
import { askTransaction, askUpstream } from '../upstream-answer.ts'
import { SELLERS } from './tokens.ts'
import { leavingOf, page, type Reply, requestOf, type Visit } from './visit.ts'

/** What every shop does, ours and each merchant's: sells, and shows what became of it. */
@Controller(['', 'shops/:merchant'])
export class TillController {
  readonly #sellers: Sellers

  constructor(@Inject(SELLERS) sellers: Sellers) {
    this.#sellers = sellers
  }

  @Post('airtime')
  @HttpCode(200)
  async buy(
    @Param('merchant') merchant: string | undefined,
    @Req() visit: Visit,
    @Res({ passthrough: true }) reply: Reply,
  ) {
    const ask = this.#sellers.ask(leavingOf(reply), merchant)
    const { order, form } = readOrder(await text(requestOf(visit)), visit.headers['content-type'])
    // Also on a 502: who did not learn what became of the order can send it again, and is charged once.
    reply.header('merchant-reference', order.merchantReference)
    const sale = await askUpstream(ask, '/purchase', order)
    if (!form || !('transactionId' in sale)) return sale
    reply.header('location', `${shopPathOf(merchant)}/transactions/${sale.transactionId}`)
    reply.status(303)
    return ''
  }

  @Get('transactions/:id')
  async transaction(
    @Param() { merchant, id }: { readonly merchant?: string; readonly id: string },
    @Req() visit: Visit,
    @Res({ passthrough: true }) reply: Reply,
  ) {
    const transaction = await askTransaction(this.#sellers.ask(leavingOf(reply), merchant), id)
    return wantsPage(visit.headers.accept) ? page(reply, await transactionPage(transaction)) : transaction
  }
}
