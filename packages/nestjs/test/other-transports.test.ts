// What PagamioExceptionFilter says to callers who did not come over HTTP: a WebSocket client, and another service over TCP.
import { Controller, Inject, type ModuleMetadata, UseFilters } from '@nestjs/common'
import { ExternalContextCreator, NestFactory } from '@nestjs/core'
import { ClientProxyFactory, MessagePattern, Transport } from '@nestjs/microservices'
import { WsAdapter } from '@nestjs/platform-ws'
import { SubscribeMessage, WebSocketGateway } from '@nestjs/websockets'
import { demoCredentials } from '@pagamio/simulator'
import { firstValueFrom } from 'rxjs'
import { expect, onTestFinished, test } from 'vitest'
import { PagamioExceptionFilter, PagamioModule, PagamioService } from '../src/index.ts'
import { listen, openContext, platforms } from './support/app.ts'
import { freePort } from './support/installed.ts'
import { openWorld } from './support/world.ts'

class Shop {
  readonly #pagamio: PagamioService

  constructor(@Inject(PagamioService) pagamio: PagamioService) {
    this.#pagamio = pagamio
  }

  async buy(): Promise<{ status: number }> {
    const { status } = await this.#pagamio.fetch('/products/categories')
    return { status }
  }

  broken(): never {
    throw new Error('something of our own')
  }
}

@UseFilters(PagamioExceptionFilter)
@WebSocketGateway()
class ShopGateway extends Shop {
  @SubscribeMessage('buy')
  override async buy() {
    return { event: 'bought', data: await super.buy() } as never
  }

  @SubscribeMessage('greet')
  greet() {
    return { event: 'greeted', data: 1 }
  }
}

@UseFilters(PagamioExceptionFilter)
@Controller()
class ShopService extends Shop {
  @MessagePattern('buy')
  override buy() {
    return super.buy()
  }

  @MessagePattern('broken')
  override broken(): never {
    return super.broken()
  }
}

const wrong = { ...demoCredentials, password: 'not-this-one' }
const refused = { status: 'error', error: 'invalid_credentials', message: expect.any(String) }
const limited = {
  status: 'error',
  error: 'rate_limited',
  message: expect.any(String),
  retryAfterMs: expect.any(Number),
}

async function openShops() {
  const { simulator, pagamio } = await openWorld()
  const shop = (credentials: { username: string; password: string }): ModuleMetadata => ({
    imports: [PagamioModule.forRoot({ ...pagamio, credentials })],
    providers: [PagamioExceptionFilter],
  })
  return { simulator, shop }
}

test('a WebSocket client hears of it, and its next message is served', async () => {
  const { simulator, shop } = await openShops()
  const [, adapter] = platforms[0] as (typeof platforms)[number]
  const root = shop(demoCredentials)
  const { url } = await listen({ ...root, providers: [...(root.providers ?? []), ShopGateway] }, adapter(), (app) =>
    app.useWebSocketAdapter(new WsAdapter(app)),
  )
  const socket = new WebSocket(url.replace(/^http/, 'ws'))
  onTestFinished(() => socket.close())
  await new Promise((resolve) => socket.addEventListener('open', resolve))
  const ask = (event: string) =>
    new Promise<unknown>((resolve) => {
      socket.addEventListener('message', ({ data }) => resolve(JSON.parse(String(data))), { once: true })
      socket.send(JSON.stringify({ event, data: { amount: 50 } }))
    })
  simulator.failNext('login', { kind: 'status', status: 429 })
  expect(await ask('buy')).toEqual({ event: 'exception', data: limited })
  expect(await ask('greet')).toEqual({ event: 'greeted', data: 1 })
  expect(simulator.count('login')).toBe(1)
  expect(simulator.count('categories')).toBe(0)
})

test('a client of Socket.IO, whose emit sends, hears the same', async () => {
  const { shop } = await openShops()
  const { app } = await openContext(shop(demoCredentials))
  const said: unknown[] = []
  const client = { emit: (...words: unknown[]) => said.push(words) }
  const host = { getType: () => 'ws', switchToWs: () => ({ getClient: () => client }) }
  const thrown = await app
    .get(PagamioService)
    .fetch('//elsewhere.example/')
    .catch((error) => error)
  app.get(PagamioExceptionFilter).catch(thrown, host as never)
  expect(said).toEqual([['exception', { status: 'error', error: 'insecure_url', message: thrown.message }]])
})

test('another service hears of it as an error, and this one lives on', async () => {
  const { simulator, shop } = await openShops()
  const port = await freePort()
  const root = { module: class Root {}, ...shop(wrong), controllers: [ShopService] }
  const options = { host: '127.0.0.1', port }
  const app = await NestFactory.createMicroservice(root, { transport: Transport.TCP, options, logger: false })
  onTestFinished(() => app.close())
  await app.listen()
  const client = ClientProxyFactory.create({ transport: Transport.TCP, options })
  onTestFinished(() => void client.close())
  const ask = (pattern: string) => firstValueFrom(client.send(pattern, {})).catch((error) => error)
  for (let visit = 0; visit < 2; visit++) expect(await ask('buy')).toEqual(refused)
  expect(await ask('broken')).toMatchObject({ status: 'error', message: 'Internal server error' })
  expect(simulator.count('login')).toBe(1)
})

test('what else Nest runs, GraphQL as it does, gets the error itself', async () => {
  const { shop } = await openShops()
  const { app } = await openContext({ ...shop(wrong), controllers: [ShopService] })
  const service = app.get(ShopService)
  const resolver = app
    .get(ExternalContextCreator, { strict: false })
    .create(service, service.buy, 'buy', undefined, undefined, undefined, undefined, undefined, 'graphql')
  await expect(resolver()).rejects.toMatchObject({ name: 'PagamioAuthError', code: 'invalid_credentials' })
})
