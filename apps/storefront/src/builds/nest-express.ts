import 'reflect-metadata'
import type { DynamicModule } from '@nestjs/common'
import { NestFactory } from '@nestjs/core'
import { PagamioModule, PagamioService } from '@pagamio/nestjs'
import type { Build, Shop, ShopOptions } from '../build.ts'
import { askWithFetch } from '../clients/fetch.ts'
import { nestOptions, nestShop } from '../nest/nest-shop.ts'
import { ASK } from '../nest/shop-controller.ts'
import { shopModule } from '../nest/shop-module.ts'

const ask = { provide: ASK, inject: [PagamioService], useFactory: ({ fetch }: PagamioService) => askWithFetch(fetch) }

/** NestJS on Express, and the `fetch` of PagamioService. */
export const build: Build = ({ pagamio, ...rest }) => openExpress([PagamioModule.forRoot(pagamio)], rest)

/** The same, wherever PagamioService comes from. */
export async function openExpress(
  imports: readonly DynamicModule[],
  { log, onError }: Omit<ShopOptions, 'pagamio'>,
): Promise<Shop> {
  return nestShop(await NestFactory.create(shopModule({ imports, ask, onError }), nestOptions(log)))
}
