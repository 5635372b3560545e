import { Readable } from 'node:stream'
import { Controller, Get, HttpCode, Inject, Param, Post, Req, Res } from '@nestjs/common'
import { front, merchantFront } from '../desk.ts'
import { wantsPage } from '../reply.ts'
import type { Sellers } from '../sellers.ts'
import { askUpstream } from '../upstream-answer.ts'
import { SELLERS } from './tokens.ts'
import { type Answering, leavingOf, requestOf, send, type Visit } from './visit.ts'

@Controller()
export class ShopController {
  readonly #sellers: Sellers

  constructor(@Inject(SELLERS) sellers: Sellers) {
    this.#sellers = sellers
  }

  @Get()
  async front(@Res({ passthrough: true }) answering: Answering) {
    const ask = this.#sellers.ask(leavingOf(answering))
    return send(answering, await front({ ask, page: true }, this.#sellers.merchants))
  }

  @Get('categories')
  categories(@Res({ passthrough: true }) answering: Answering) {
    return askUpstream(this.#sellers.ask(leavingOf(answering)), '/products/categories')
  }

  @Get('shops/:merchant/products')
  async products(
    @Param('merchant') merchant: string,
    @Req() { headers }: Visit,
    @Res({ passthrough: true }) answering: Answering,
  ) {
    const ask = this.#sellers.ask(leavingOf(answering), merchant)
    return send(answering, await merchantFront({ ask, merchant, page: wantsPage(headers.accept) }, merchant))
  }

  @Post('pagamio/purchase')
  @HttpCode(200)
  passOn(@Req() visit: Visit, @Res({ passthrough: true }) answering: Answering) {
    return askUpstream(this.#sellers.ask(leavingOf(answering)), '/purchase', Readable.toWeb(requestOf(visit)))
  }
}
