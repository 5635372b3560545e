import 'reflect-metadata'
import { NestFactory } from '@nestjs/core'
import { ExpressAdapter } from '@nestjs/platform-express'
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
  const express = new ExpressAdapter()
  // One spelling of each path, as with the other builds. The router is there by now: settings would come too late.
  Object.assign(express.getInstance<{ router: object }>().router, { strict: true, caseSensitive: true })
  return nestShop(await NestFactory.create(shopModule({ imports, ask, onError }), express, nestOptions(log)))
}
