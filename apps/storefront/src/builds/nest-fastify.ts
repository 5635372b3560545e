import 'reflect-metadata'
import { NestFactory } from '@nestjs/core'
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify'
import { PagamioModule } from '@pagamio/nestjs'
import { PagamioHttpModule, PagamioHttpService } from '@pagamio/nestjs/http'
import type { Build } from '../build.ts'
import { askWithAxios } from '../clients/axios.ts'
import { nestOptions, nestShop } from '../nest/nest-shop.ts'
import { ASK } from '../nest/shop-controller.ts'
import { shopModule } from '../nest/shop-module.ts'

const ask = {
  provide: ASK,
  inject: [PagamioHttpService],
  useFactory: ({ axiosRef }: PagamioHttpService) => askWithAxios(axiosRef),
}

/** NestJS on Fastify, and an HttpService that carries the token. */
export const build: Build = async ({ pagamio, log, onError }) => {
  const imports = [PagamioModule.forRoot(pagamio), PagamioHttpModule.register({ timeout: 30_000 })]
  const module = shopModule({ imports, ask, onError })
  const app = await NestFactory.create<NestFastifyApplication>(module, new FastifyAdapter(), nestOptions(log))
  const fastify = app.getHttpAdapter().getInstance()
  fastify.removeAllContentTypeParsers()
  fastify.addContentTypeParser('*', (_request, body, done) => done(null, body))
  return nestShop(app)
}
