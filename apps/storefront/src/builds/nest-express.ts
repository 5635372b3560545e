import 'reflect-metadata'
import { NestFactory } from '@nestjs/core'
import { ExpressAdapter } from '@nestjs/platform-express'
import type { PagamioAuth } from '@pagamio/auth-core'
import { PagamioModule, PagamioPoolModule, PagamioService } from '@pagamio/nestjs'
import type { Build } from '../build.ts'
import { askWithFetch } from '../clients/fetch.ts'
import { nestOptions, nestShop } from '../nest/nest-shop.ts'
import { shopModule } from '../nest/shop-module.ts'
import { ASK } from '../nest/tokens.ts'
import { poolOptionsOf } from '../shop-options.ts'

const askWith = ({ fetch }: PagamioAuth) => askWithFetch(fetch)
const ask = [{ provide: ASK, inject: [PagamioService], useFactory: askWith }]

/** NestJS on Express, and the `fetch` of PagamioService. */
export const build: Build = async (options) => {
  const { pagamio, merchants, log, onError } = options
  const imports = [PagamioModule.forRoot(pagamio), PagamioPoolModule.forRoot(poolOptionsOf(options))]
  const express = new ExpressAdapter()
  // One spelling of each path, as with the other builds. The router is there by now: settings would come too late.
  Object.assign(express.getInstance<{ router: object }>().router, { strict: true, caseSensitive: true })
  const module = shopModule({ imports, ask, askWith, merchants, onError })
  return nestShop(await NestFactory.create(module, express, nestOptions(log)))
}
