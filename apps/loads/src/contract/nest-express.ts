import 'reflect-metadata'
import { NestFactory } from '@nestjs/core'
import type { PagamioAuth } from '@pagamio/auth-core'
import { PagamioModule, PagamioPoolModule, PagamioService } from '@pagamio/nestjs'
import type { Build } from '../../../storefront/src/build.ts'
import { askWithFetch } from '../../../storefront/src/clients/fetch.ts'
import { nestOptions, nestShop } from '../../../storefront/src/nest/nest-shop.ts'
import { shopModule } from '../../../storefront/src/nest/shop-module.ts'
import { ASK } from '../../../storefront/src/nest/tokens.ts'
import { poolOptionsOf } from '../../../storefront/src/shop-options.ts'

const askWith = ({ fetch }: PagamioAuth) => askWithFetch(fetch)
const ask = [{ provide: ASK, inject: [PagamioService], useFactory: askWith }]

/** The storefront's build without a setting that Express has in one major only. */
export const build: Build = async (options) => {
  const { pagamio, merchants, log, onError } = options
  const imports = [PagamioModule.forRoot(pagamio), PagamioPoolModule.forRoot(poolOptionsOf(options))]
  return nestShop(await NestFactory.create(shopModule({ imports, ask, askWith, merchants, onError }), nestOptions(log)))
}
