import { Readable } from 'node:stream'
import { Controller, Get, HttpCode, Inject, Param, Post, Req, Res } from '@nestjs/common'
import { productsPathOf } from '../merchants.ts'
import { merchantPage, shopPage, wantsPage } from '../pages.ts'
import type { Sellers } from '../sellers.ts'
import { askUpstream } from '../upstream-answer.ts'
import { SELLERS } from './tokens.ts'
import { leavingOf, page, type Reply, requestOf, type Visit } from './visit.ts'

@Controller()
export class ShopController {
  readonly #sellers: Sellers

  constructor(@Inject(SELLERS) sellers: Sellers) {
    this.#sellers = sellers
  }

  @Get()
  async front(@Res({ passthrough: true }) reply: Reply) {
    return page(reply, await shopPage(await this.categories(reply), this.#sellers.merchants))
  }

  @Get('categories')
  categories(@Res({ passthrough: true }) reply: Reply) {
    return askUpstream(this.#sellers.ask(leavingOf(reply)), '/products/categories')
  }

  @Get('shops/:merchant/products')
  async products(@Param('merchant') merchant: string, @Req() visit: Visit, @Res({ passthrough: true }) reply: Reply) {
    const products = await askUpstream(this.#sellers.ask(leavingOf(reply), merchant), productsPathOf(merchant))
    return wantsPage(visit.headers.accept) ? page(reply, await merchantPage(merchant, products)) : products
  }

  @Post('pagamio/purchase')
  @HttpCode(200)
  passOn(@Req() visit: Visit, @Res({ passthrough: true }) reply: Reply) {
    return askUpstream(this.#sellers.ask(leavingOf(reply)), '/purchase', Readable.toWeb(requestOf(visit)))
  }
}
