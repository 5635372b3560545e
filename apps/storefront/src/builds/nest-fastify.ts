import 'reflect-metadata'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { type DynamicModule, Injectable } from '@nestjs/common'
import { NestFactory } from '@nestjs/core'
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify'
import type { PagamioAuth } from '@pagamio/auth-core'
import { PagamioModule, PagamioPoolModule } from '@pagamio/nestjs'
import { InjectPagamioHttp, PagamioHttpModule, type PagamioHttpService } from '@pagamio/nestjs/http'
import type { Build, Shop } from '../build.ts'
import { askWithAxios, askWithHttp, axiosFor } from '../clients/axios.ts'
import { nestOptions, nestShop } from '../nest/nest-shop.ts'
import { shopModule } from '../nest/shop-module.ts'
import { ASK } from '../nest/tokens.ts'
import { sendTrouble } from '../node-reply.ts'
import { poolOptionsOf, type ShopOptions } from '../shop-options.ts'
import { notFound } from '../trouble.ts'
import type { Ask } from '../upstream-answer.ts'

@Injectable()
class HttpClient {
  readonly ask: Ask

  constructor(@InjectPagamioHttp() http: PagamioHttpService) {
    this.ask = askWithHttp(http)
  }
}

const ask = [HttpClient, { provide: ASK, inject: [HttpClient], useFactory: ({ ask }: HttpClient) => ask }]
const askWith = (auth: PagamioAuth) => askWithAxios(axiosFor(auth))

/** NestJS on Fastify, and an HttpService that carries the token. */
export const build: Build = (options) => {
  const { pagamio, ...rest } = options
  const one = PagamioModule.forRoot(pagamio)
  const many = PagamioPoolModule.forRoot(poolOptionsOf(options))
  return openFastify([one, many, PagamioHttpModule.register({ timeout: 30_000 })], rest)
}

/** The same, however the modules come by their options. */
export async function openFastify(
  imports: readonly DynamicModule[],
  { merchants, log, onError }: Omit<ShopOptions, 'pagamio'>,
): Promise<Shop> {
  const module = shopModule({ imports, ask, askWith, merchants, onError })
  const adapter = new FastifyAdapter({ frameworkErrors })
  const app = await NestFactory.create<NestFastifyApplication>(module, adapter, nestOptions(log))
  const fastify = app.getHttpAdapter().getInstance()
  fastify.removeAllContentTypeParsers()
  fastify.addContentTypeParser('*', (_request, body, done) => done(null, body))
  return nestShop(app)
}

/** Paths that are too long, or cannot be decoded, are refused before Nest hears of them: they are not there either. */
function frameworkErrors(_: Error, { raw }: { readonly raw: object }, reply: { hijack(): { readonly raw: object } }) {
  void sendTrouble(raw as IncomingMessage, reply.hijack().raw as ServerResponse, notFound)
}
