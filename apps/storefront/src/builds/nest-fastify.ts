import 'reflect-metadata'
import { type DynamicModule, Injectable } from '@nestjs/common'
import { NestFactory } from '@nestjs/core'
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify'
import { PagamioModule } from '@pagamio/nestjs'
import { InjectPagamioHttp, PagamioHttpModule, type PagamioHttpService } from '@pagamio/nestjs/http'
import type { Build, Shop, ShopOptions } from '../build.ts'
import { askWithAxios } from '../clients/axios.ts'
import { nestOptions, nestShop } from '../nest/nest-shop.ts'
import { ASK } from '../nest/shop-controller.ts'
import { shopModule } from '../nest/shop-module.ts'
import type { Ask } from '../upstream-answer.ts'

@Injectable()
class HttpClient {
  readonly ask: Ask

  constructor(@InjectPagamioHttp() { axiosRef }: PagamioHttpService) {
    this.ask = askWithAxios(axiosRef)
  }
}

const ask = [HttpClient, { provide: ASK, inject: [HttpClient], useFactory: ({ ask }: HttpClient) => ask }]

/** NestJS on Fastify, and an HttpService that carries the token. */
export const build: Build = ({ pagamio, ...rest }) =>
  openFastify([PagamioModule.forRoot(pagamio), PagamioHttpModule.register({ timeout: 30_000 })], rest)

/** The same, however the modules come by their options. */
export async function openFastify(
  imports: readonly DynamicModule[],
  { log, onError }: Omit<ShopOptions, 'pagamio'>,
): Promise<Shop> {
  const module = shopModule({ imports, ask, onError })
  const app = await NestFactory.create<NestFastifyApplication>(module, new FastifyAdapter(), nestOptions(log))
  const fastify = app.getHttpAdapter().getInstance()
  fastify.removeAllContentTypeParsers()
  fastify.addContentTypeParser('*', (_request, body, done) => done(null, body))
  return nestShop(app)
}
