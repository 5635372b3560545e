import type { IncomingMessage } from 'node:http'
import { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { Controller, Get, HttpCode, Inject, Param, Post, Req, Res } from '@nestjs/common'
import { readOrder } from '../order.ts'
import { shopPage, transactionPage, wantsPage } from '../pages.ts'
import { type Ask, askUpstream } from '../upstream-answer.ts'

/** What asks Pagamio. */
export const ASK = Symbol('ASK')

/** Express hands out Node's request itself, Fastify one that has it as `raw`. */
type Visit = IncomingMessage & { readonly raw?: IncomingMessage }

/** What Express and Fastify have in common. */
interface Reply {
  header(name: string, value: string): unknown
  status(code: number): unknown
}

@Controller()
export class ShopController {
  readonly #ask: Ask

  constructor(@Inject(ASK) ask: Ask) {
    this.#ask = ask
  }

  @Get()
  async front(@Res({ passthrough: true }) reply: Reply) {
    return page(reply, await shopPage(await this.categories()))
  }

  @Get('categories')
  categories() {
    return askUpstream(this.#ask, '/products/categories')
  }

  @Post('airtime')
  @HttpCode(200)
  async buy(@Req() visit: Visit, @Res({ passthrough: true }) reply: Reply) {
    const { order, form } = readOrder(await text(visit.raw ?? visit), visit.headers['content-type'])
    // Also on a 502: who did not learn what became of the order can send it again, and is charged once.
    reply.header('merchant-reference', order.merchantReference)
    const sale = await askUpstream(this.#ask, '/purchase', order)
    if (!form || !('transactionId' in sale)) return sale
    reply.header('location', `/transactions/${sale.transactionId}`)
    reply.status(303)
    return ''
  }

  @Post('pagamio/purchase')
  @HttpCode(200)
  passOn(@Req() visit: Visit) {
    return askUpstream(this.#ask, '/purchase', Readable.toWeb(visit.raw ?? visit))
  }

  @Get('transactions/:id')
  async transaction(@Param('id') transactionId: string, @Req() visit: Visit, @Res({ passthrough: true }) reply: Reply) {
    const transaction = await askUpstream(this.#ask, '/transactions', { transactionId })
    return wantsPage(visit.headers.accept) ? page(reply, await transactionPage(transaction)) : transaction
  }
}

function page(reply: Reply, html: { toString(): string }): string {
  reply.header('content-type', 'text/html; charset=utf-8')
  return html.toString()
}
