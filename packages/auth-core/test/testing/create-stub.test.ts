import { expect, test } from 'vitest'
import { isPagamioAuthError } from '../../src/index.ts'
import { createPagamioStub } from '../../src/testing/index.ts'

const categories = [{ id: 1, name: 'Airtime' }]

test('answers what it was told, by method and path, as often as it is asked', async () => {
  const stub = createPagamioStub({
    responses: {
      'GET /products/categories': categories,
      '/status': new Response('fine', { status: 203 }),
      'POST /purchase': async (request: Request) => Response.json({ got: await request.json() }, { status: 409 }),
    },
  })
  for (let visit = 0; visit < 2; visit++) {
    expect(await (await stub.fetch('/products/categories?page=2')).json()).toEqual(categories)
    const status = await stub.fetch(`${stub.baseUrl}/status`)
    expect([status.status, await status.text()]).toEqual([203, 'fine'])
  }
  const bought = await stub.fetch(new Request(`${stub.baseUrl}/purchase`, { method: 'POST', body: '{"amount":50}' }))
  expect([bought.status, await bought.json()]).toEqual([409, { got: { amount: 50 } }])
  expect(stub.calls.map(({ method, path, body }) => [method, path, body])).toEqual([
    ['GET', '/products/categories?page=2', ''],
    ['GET', '/status', ''],
    ['GET', '/products/categories?page=2', ''],
    ['GET', '/status', ''],
    ['POST', '/purchase', '{"amount":50}'],
  ])
  expect(stub.calls.at(-1)?.headers.get('authorization')).toBe('Bearer stub-1')
})

test('says which answer is missing', async () => {
  await expect(createPagamioStub().fetch('/purchase?x=1', { method: 'POST' })).rejects.toThrow("'POST /purchase'")
})

test('is an instance in every other way', async () => {
  let first = true
  const stub = createPagamioStub({
    responses: {
      '/x': () => {
        const status = first ? 401 : 200
        first = false
        return new Response('{}', { status })
      },
    },
  })
  const events: string[] = []
  stub.subscribe(({ type }) => events.push(type))
  expect(stub.status().usable).toBe(false)
  expect((await stub.getToken()).authorization).toBe('Bearer stub-1')
  expect((await stub.fetch('/x')).status).toBe(200)
  expect(stub.calls.map(({ headers }) => headers.get('authorization'))).toEqual(['Bearer stub-1', 'Bearer stub-2'])
  expect([stub.owns('/x'), stub.owns('/auth/token'), stub.status().usable]).toEqual([true, false, true])
  expect(events).toContain('token_rejected')
  await stub.close()
  expect(isPagamioAuthError(await stub.getToken().catch((error) => error))).toBe(true)
})

test('any number of them log in without a limit, each for itself', async () => {
  const stubs = Array.from({ length: 20 }, () => createPagamioStub())
  const tokens = await Promise.all(stubs.map((stub) => stub.getToken()))
  expect(new Set(tokens.map(({ value }) => value))).toEqual(new Set(['stub-1']))
})
