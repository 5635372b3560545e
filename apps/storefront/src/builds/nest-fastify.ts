import 'reflect-metadata'
import { NestFactory } from '@nestjs/core'
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify'
import { PagamioHttpModule, PagamioHttpService } from '@pagamio/nestjs/http'
import type { Build } from '../build.ts'
import { askWithAxios } from '../clients/axios.ts'
import { nestOptions, nestShop } from '../nest/nest-shop.ts'
import { ASK } from '../nest/shop-controller.ts'
import { shopModule } from '../nest/shop-module.ts'

const imports = [PagamioHttpModule.register({ timeout: 30_000 })]
const ask = {
  provide: ASK,
  inject: [PagamioHttpService],
  useFactory: ({ axiosRef }: PagamioHttpService) => askWithAxios(axiosRef),
}

/** NestJS on Fastify, and an HttpService that carries the token. */
export const build: Build = async (options) => {
  const module = shopModule(options, { ask, imports })
  const app = await NestFactory.create<NestFastifyApplication>(module, new FastifyAdapter(), nestOptions(options.log))
  const fastify = app.getHttpAdapter().getInstance()
  fastify.removeAllContentTypeParsers()
  fastify.addContentTypeParser('*', (_request, body, done) => done(null, body))
  return nestShop(app)
}
