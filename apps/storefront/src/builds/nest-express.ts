import 'reflect-metadata'
import { NestFactory } from '@nestjs/core'
import { PagamioModule, PagamioService } from '@pagamio/nestjs'
import type { Build } from '../build.ts'
import { askWithFetch } from '../clients/fetch.ts'
import { nestOptions, nestShop } from '../nest/nest-shop.ts'
import { ASK } from '../nest/shop-controller.ts'
import { shopModule } from '../nest/shop-module.ts'

const ask = [{ provide: ASK, inject: [PagamioService], useFactory: ({ fetch }: PagamioService) => askWithFetch(fetch) }]

/** NestJS on Express, and the `fetch` of PagamioService. */
export const build: Build = async ({ pagamio, log, onError }) => {
  const imports = [PagamioModule.forRoot(pagamio)]
  return nestShop(await NestFactory.create(shopModule({ imports, ask, onError }), nestOptions(log)))
}
