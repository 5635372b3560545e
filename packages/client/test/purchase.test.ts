import { createBudget, createPagamioAuth, isPagamioAuthError } from '@pagamio/auth-core'
import { createSimulator, demoCredentials } from '@pagamio/simulator'
import { describe, expect, expectTypeOf, test } from 'vitest'
import { createPagamioClient, type Receipt } from '../src/index.ts'
import { bought, openVendor, order, reset } from './support/vendor.ts'

const refusal = { responseCode: '1103', responseMessage: 'Insufficient balance. Available: R12.50', successful: false }

describe('what a purchase comes to', () => {
  test('bought: the receipt as it came, fields that no page knows included', async () => {
    const { client, answer, seen } = await openVendor()
    answer('/purchase', bought)
    const result = await client.purchase({ ...order, merchantReference: 'till-7-000184' })
    expect(result).toEqual({
      outcome: 'completed',
      transactionId: bought.transactionId,
      receipt: bought.receipt,
      answer: bought,
      merchantReference: 'till-7-000184',
    })
    if (result.outcome === 'completed') expectTypeOf(result.receipt).toEqualTypeOf<Receipt | undefined>()
    expect(seen).toHaveLength(1)
    expect(seen[0]).toMatchObject({ method: 'POST', path: '/purchase', query: {}, authorization: 'Bearer a.b.c' })
    expect(JSON.parse(seen[0]?.body ?? '')).toEqual({ ...order, merchantReference: 'till-7-000184' })
  })

  test.each([
    ['flat', { ...bought, successful: undefined }],
    [
      'in an envelope',
      { success: true, data: { transactionId: bought.transactionId, status: 'COMPLETED', responseCode: 0 } },
    ],
    ['with a number for a code', { ...bought, responseCode: 0 }],
  ])('bought, %s', async (_, body) => {
    const { client, answer } = await openVendor()
    answer('/purchase', body)
    expect(await client.purchase(order)).toMatchObject({ outcome: 'completed', transactionId: bought.transactionId })
  })

  test.each([
    ['PENDING', { transactionId: '5b', status: 'PENDING', successful: false }],
    ['PROCESSING', { success: true, data: { transactionId: '5b', status: 'PROCESSING' } }],
  ])('%s: not final', async (_, body) => {
    const { client, answer } = await openVendor()
    answer('/purchase', body)
    expect(await client.purchase(order)).toMatchObject({ outcome: 'pending', transactionId: '5b', answer: body })
  })

  test.each([
    ['200', 200, refusal, '1103', 'The balance is too low: top it up.'],
    ['400', 400, refusal, '1103', 'The balance is too low: top it up.'],
    [
      'a number for a code',
      200,
      { ...refusal, responseCode: 1009 },
      '1009',
      expect.stringContaining('not active for this account'),
    ],
    [
      'a code alone',
      200,
      { responseCode: '1300', responseMessage: 'Required fields missing.' },
      '1300',
      expect.any(String),
    ],
    ['409', 409, { ...refusal, responseCode: '1006' }, '1006', expect.stringContaining('duplicate')],
    ['403', 403, { ...refusal, responseCode: '1105' }, '1105', expect.stringContaining('may not do that')],
    [
      'the nested form',
      200,
      { success: false, error: { code: 1104, message: 'No such meter' } },
      '1104',
      expect.any(String),
    ],
    ['a code that no page knows', 200, { ...refusal, responseCode: 'constructor' }, 'constructor', undefined],
    ['404 without a code', 404, { error: 'Not Found', message: 'no' }, undefined, undefined],
    [
      'FAILED',
      200,
      { success: true, data: { transactionId: '5b', status: 'FAILED', responseCode: 999 } },
      '999',
      expect.any(String),
    ],
  ])('refused by %s: a value with the meaning', async (_, status, body, code, meaning) => {
    const { client, answer, seen } = await openVendor()
    answer('/purchase', [status, body])
    const result = await client.purchase(order)
    expect(result).toMatchObject({ outcome: 'refused', status, answer: body, merchantReference: expect.any(String) })
    if (result.outcome === 'refused') expect([result.code, result.meaning]).toEqual([code, meaning])
    expect(seen).toHaveLength(1)
  })

  test.each([
    ['no JSON', '<html>secret-77</html>', 'body'],
    ['a list', [], 'body'],
    ['no id', { ...bought, transactionId: undefined }, 'transactionId'],
    ['an id of another kind', { ...bought, transactionId: { secret: 77 } }, 'transactionId'],
    ['a receipt of another kind', { ...bought, receipt: 'secret-77' }, 'receipt'],
    ['a state that no page knows', { ...bought, status: 'secret-77' }, 'status'],
    ['neither yes nor no', { transactionId: '5b' }, 'successful'],
  ])('%s is unexpected_response, with the field and no content', async (_, body, field) => {
    const { client, answer } = await openVendor()
    answer('/purchase', [200, body])
    const result = await client.purchase(order)
    expect(result).toEqual({
      outcome: 'unexpected_response',
      status: 200,
      field,
      merchantReference: expect.any(String),
    })
  })

  test('a redirect is not followed, with or without a body', async () => {
    const { client, answer, seen } = await openVendor()
    answer('/purchase', (response: import('node:http').ServerResponse) => {
      response.writeHead(307, { location: '/api/v1/elsewhere' }).end()
    })
    expect(await client.purchase(order)).toMatchObject({ outcome: 'unexpected_response', status: 307 })
    expect(seen.map(({ path }) => path)).toEqual(['/purchase'])
  })
})

describe('one reference, one sale', () => {
  test.each([
    ['503', [503, '<html>down</html>'], 'unanswered'],
    ['500 in the envelope', [500, refusal], 'unanswered'],
    ['a broken connection', reset, 'unanswered'],
    [
      'an answer that is cut off',
      (response: import('node:http').ServerResponse) => {
        response.writeHead(200, { 'content-length': 500 }).write('{"transactionId":')
        setImmediate(() => response.socket?.destroy())
      },
      'unanswered',
    ],
    ['a 429', [429, { error: 'Too Many Requests', message: 'Rate limit exceeded for /purchase' }], 'limited'],
    ['a refusal', refusal, 'refused'],
  ])('after %s nothing is sent again, and the reference that was made comes back', async (_, reply, outcome) => {
    const { client, answer, seen } = await openVendor()
    answer('/purchase', reply)
    const result = await client.purchase(order)
    expect(result.outcome).toBe(outcome)
    expect(seen).toHaveLength(1)
    expect(JSON.parse(seen[0]?.body ?? '')).toMatchObject({ merchantReference: result.merchantReference })
    expect(result.merchantReference).toMatch(/^[0-9a-f-]{36}$/)
  })

  test('the check finds a client that sends again', async () => {
    const { pagamio, answer, seen } = await openVendor()
    const insisting: typeof pagamio.fetch = async (input, init) => {
      const spare = (input as Request).clone()
      const response = await pagamio.fetch(input, init)
      return response.status === 503 ? pagamio.fetch(spare, init) : response
    }
    answer('/purchase', [503, ''])
    await createPagamioClient({ ...pagamio, fetch: insisting }).purchase(order)
    expect(seen).toHaveLength(2)
  })

  test('each purchase has another reference, and a given one stays', async () => {
    const { client, answer, seen } = await openVendor()
    answer('/purchase', reset, bought)
    const first = await client.purchase(order)
    const again = await client.purchase({ ...order, merchantReference: first.merchantReference })
    const other = await client.purchase(order)
    expect(again).toMatchObject({ outcome: 'completed', merchantReference: first.merchantReference })
    expect(other.merchantReference).not.toBe(first.merchantReference)
    expect(seen[1]?.body).toBe(seen[0]?.body)
  })

  test('a 401 is answered with one new token and the same bytes', async () => {
    const simulator = createSimulator()
    const pagamio = createPagamioAuth({
      environment: 'sandbox',
      credentials: demoCredentials,
      fetch: simulator.fetch,
      budget: createBudget(),
    })
    const client = createPagamioClient(pagamio)
    await client.categories()
    simulator.revokeAll()
    await client.purchase(order)
    const [first, second, ...more] = simulator.log.filter(({ endpoint }) => endpoint === 'purchase')
    expect([first?.status, more.length]).toEqual([401, 0])
    expect(second?.status).not.toBe(401)
    expect(second?.bodyHash).toBe(first?.bodyHash)
    expect(simulator.count('refresh')).toBe(1)
  })

  test('who leaves before it is sent sends nothing; afterwards nobody knows', async () => {
    const { client, answer, seen } = await openVendor()
    const gone = AbortSignal.abort(new Error('gone'))
    await expect(client.purchase(order, { signal: gone })).rejects.toThrow('gone')
    expect(seen).toHaveLength(0)
    const leaving = new AbortController()
    answer('/purchase', () => leaving.abort(new Error('gone')))
    const result = await client.purchase(order, { signal: leaving.signal })
    expect(result).toMatchObject({ outcome: 'unanswered', merchantReference: expect.any(String) })
    expect(seen).toHaveLength(1)
  })

  test('called off while a 401 is renewed, it is not sent again', async () => {
    const simulator = createSimulator()
    const pagamio = createPagamioAuth({
      environment: 'sandbox',
      credentials: demoCredentials,
      fetch: simulator.fetch,
      budget: createBudget(),
    })
    const client = createPagamioClient(pagamio)
    await client.categories()
    simulator.revokeAll()
    simulator.failNext('refresh', { kind: 'delay', ms: 1_000 })
    const leaving = new AbortController()
    const result = client.purchase(order, { signal: leaving.signal })
    await expect.poll(() => simulator.count('refresh'), { timeout: 10_000 }).toBe(1)
    leaving.abort(new Error('gone'))
    expect(await result).toMatchObject({ merchantReference: expect.any(String) })
    expect((await client.categories()).outcome).toBe('ok')
    expect(simulator.log.filter(({ endpoint }) => endpoint === 'purchase').map(({ status }) => status)).toEqual([401])
    expect(simulator.charges).toEqual([])
    await pagamio.close()
  })

  test('called off while it waits for its turn, it is not sent, and the place is the next one’s', async () => {
    const { client, answer, seen } = await openVendor()
    answer('/purchase', bought)
    for (let sold = 0; sold < 10; sold++) await client.purchase(order)
    const leaving = new AbortController()
    const waits = client.purchase(order, { signal: leaving.signal, timeoutMs: 120_000 })
    leaving.abort(new Error('gone'))
    await expect(waits).rejects.toThrow('gone')
    expect(seen).toHaveLength(10)
  })

  test('an empty reference is none: one is made', async () => {
    const { client, answer, seen } = await openVendor()
    answer('/purchase', bought)
    const { merchantReference } = await client.purchase({ ...order, merchantReference: '' })
    expect(merchantReference).toMatch(/^[0-9a-f-]{36}$/)
    expect(JSON.parse(seen[0]?.body ?? '')).toMatchObject({ merchantReference })
  })

  test('without a token it throws, and nothing is sent', async () => {
    const { client, pagamio, seen } = await openVendor()
    await pagamio.close()
    const error: unknown = await client.purchase(order).catch((thrown: unknown) => thrown)
    expect(isPagamioAuthError(error) && error.code).toBe('closed')
    expect(seen).toHaveLength(0)
  })
})

describe('phone numbers', () => {
  test.each([
    ['0821230045', /local form: write \+27 in place of the leading 0/],
    ['27821230045', /lacks the \+/],
    ['+44 20 7946 0958', /\+27821230045/],
    ['', /international form/],
  ])('%s is refused before anything is sent', async (mobileNumber, message) => {
    const { client, seen } = await openVendor()
    const result = await client.purchase({ ...order, mobileNumber })
    expect(result).toMatchObject({ outcome: 'refused', status: undefined, code: '1005' })
    if (result.outcome === 'refused') {
      expect(result.message).toMatch(message)
      if (mobileNumber) expect(result.message).not.toContain(` ${mobileNumber} `)
    }
    expect(seen).toHaveLength(0)
  })
})

describe('the pace', () => {
  test('the eleventh in a minute is not sent, and hears how long it takes', async () => {
    const { client, answer, seen } = await openVendor()
    answer('/purchase', bought)
    for (let sold = 0; sold < 10; sold++) expect((await client.purchase(order)).outcome).toBe('completed')
    const result = await client.purchase(order, { timeoutMs: 1_000 })
    expect(result).toMatchObject({ outcome: 'limited', merchantReference: expect.any(String) })
    if (result.outcome === 'limited') expect(result.retryAfterMs).toBeGreaterThan(30_000)
    expect(seen).toHaveLength(10)
  })

  test('a 429 holds up all, and one that never was sent takes no turn', async () => {
    const { client, answer, seen } = await openVendor()
    for (let at = 0; at < 12; at++) await client.purchase({ ...order, mobileNumber: '0821230045' })
    answer('/purchase', [429, { error: 'Too Many Requests', message: 'Rate limit exceeded for /purchase' }])
    expect(await client.purchase(order)).toMatchObject({ outcome: 'limited', retryAfterMs: 60_000 })
    expect((await client.purchase(order, { timeoutMs: 1_000 })).outcome).toBe('limited')
    expect(seen).toHaveLength(1)
  })
})
