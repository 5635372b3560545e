import { NestFactory } from '@nestjs/core'
import { createBudget, createPagamioAuth } from '@pagamio/auth-core'
import { attachPagamio } from '@pagamio/axios'
import { pagamio } from '@pagamio/hono'
import { createPagamioKy } from '@pagamio/ky'
import { PagamioModule, PagamioService } from '@pagamio/nestjs'
import { getPagamioHttpToken, PagamioHttpModule, type PagamioHttpService } from '@pagamio/nestjs/http'
import { createSimulator, demoCredentials } from '@pagamio/simulator'
import axios from 'axios'
import { Hono } from 'hono'
import { firstValueFrom } from 'rxjs'
import { afterAll, expect, test } from 'vitest'

const simulator = createSimulator()
const { url: baseUrl } = await simulator.listen()
afterAll(() => simulator.close())

/** An instance whose options come when it is first used, and how often they were asked for. */
function late() {
  let asked = 0
  const auth = createPagamioAuth(() => {
    asked++
    return { baseUrl, credentials: demoCredentials, budget: createBudget() }
  })
  return { auth, asked: () => asked }
}

test('axios', async () => {
  const { auth, asked } = late()
  const api = axios.create()
  attachPagamio(api, auth)
  expect(asked()).toBe(0)
  expect((await api.get(`${baseUrl}/products/categories`)).status).toBe(200)
  expect(asked()).toBe(1)
})

test('ky', async () => {
  const { auth, asked } = late()
  const api = createPagamioKy(auth)
  expect(asked()).toBe(0)
  expect((await api.get('products/categories')).status).toBe(200)
  expect((await api('products/categories')).status).toBe(200)
  expect(typeof api.extend).toBe('function')
  expect(asked()).toBe(1)
})

test('Hono', async () => {
  const { auth, asked } = late()
  const app = new Hono()
    .use(pagamio(auth, { onEvent: () => {} }))
    .get('/', (c) => c.var.pagamio.fetch('/products/categories'))
  expect(asked()).toBe(0)
  expect((await app.request('/')).status).toBe(200)
  expect(asked()).toBe(1)
})

test('NestJS, with an HttpService that may be given another base URL', async () => {
  const { auth, asked } = late()
  const module = { module: class Shop {}, imports: [PagamioModule.forRoot({ auth }), PagamioHttpModule.register()] }
  const app = await NestFactory.createApplicationContext(module, { logger: false, abortOnError: false })
  const service = app.get(PagamioService)
  const http = app.get<PagamioHttpService>(getPagamioHttpToken())
  expect(asked()).toBe(0)
  expect((await firstValueFrom(http.get('/products/categories'))).status).toBe(200)
  expect((await service.fetch('/products/categories')).status).toBe(200)
  expect(asked()).toBe(1)
  http.axiosRef.defaults.baseURL = `${baseUrl}/products`
  expect((await firstValueFrom(http.get('/categories'))).status).toBe(200)
  await app.close()
})
