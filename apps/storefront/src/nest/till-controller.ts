import { text } from 'node:stream/consumers'
import { Controller, Get, Inject, Param, Post, Query, Req, Res } from '@nestjs/common'
import { counterAt } from '../counters.ts'
import { counter, sell, transaction } from '../desk.ts'
import { readOrder } from '../order.ts'
import { wantsPage } from '../reply.ts'
import type { Sellers } from '../sellers.ts'
import { SELLERS } from './tokens.ts'
import { type Answering, leavingOf, requestOf, send, type Visit } from './visit.ts'

interface Place {
  /** None in our own shop. */
  readonly merchant?: string
  readonly counter: string
  readonly id: string
}

/** What every shop does, ours and each merchant's: sells, and shows what became of it. */
@Controller(['', 'shops/:merchant'])
export class TillController {
  readonly #sellers: Sellers

  constructor(@Inject(SELLERS) sellers: Sellers) {
    this.#sellers = sellers
  }

  @Get('transactions/:id')
  async transaction(@Param() place: Place, @Req() visit: Visit, @Res({ passthrough: true }) answering: Answering) {
    return send(answering, await transaction(this.#visit(place, visit, answering), place.id))
  }

  @Get(':counter')
  async counter(
    @Param() place: Place,
    @Query() query: Record<string, string>,
    @Req() visit: Visit,
    @Res({ passthrough: true }) answering: Answering,
  ) {
    return send(
      answering,
      await counter(this.#visit(place, visit, answering), place.counter, new URLSearchParams(query)),
    )
  }

  @Post(':counter')
  async buy(@Param() place: Place, @Req() visit: Visit, @Res({ passthrough: true }) answering: Answering) {
    const customer = this.#visit(place, visit, answering)
    const sale = readOrder(counterAt(place.counter), await text(requestOf(visit)), visit.headers['content-type'])
    // Also on a 502: a customer who did not learn the outcome can send the order again, and is charged once.
    answering.header('merchant-reference', sale.order.merchantReference)
    return send(answering, await sell(customer, sale))
  }

  #visit({ merchant }: Place, { headers: { accept, cookie } }: Visit, answering: Answering) {
    return { ask: this.#sellers.ask(leavingOf(answering), merchant), merchant, page: wantsPage(accept), cookie }
  }
}
