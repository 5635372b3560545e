import { describe, expect, expectTypeOf, test } from 'vitest'
import { openVendor, pageWith, reset } from './support/vendor.ts'

const category = { id: 2004, name: 'SMS', state: 1, meta: '{"fields":[],"receiptFields":[]}', invented: [1] }
const product = {
  id: 'T7K2M4',
  name: 'MTN Airtime',
  code: 'AIR-MTN-001',
  brandId: 'B4',
  brandName: 'MTN',
  minAmount: 5,
  maxAmount: 1000,
}

describe('the catalogue', () => {
  test('is typed, and passes on what no page knows', async () => {
    const { client, answer, seen } = await openVendor()
    answer('/products/categories', [category])
    const categories = await client.categories()
    expect(categories).toEqual({ outcome: 'ok', status: 200, data: [category] })
    if (categories.outcome === 'ok') expectTypeOf(categories.data[0]?.name).toEqualTypeOf<string | undefined>()
    expect(seen).toMatchObject([{ method: 'GET', authorization: 'Bearer a.b.c' }])
  })

  test('each question goes where the documentation has it', async () => {
    const { client, answer, seen } = await openVendor()
    answer('/merchants/M%2F1/products', [product])
    answer('/sub-merchants/S-1/products', [product])
    answer('/products/category/1002', [{ ...product, id: 21990, status: 1 }])
    answer('/lookups/brands', [{ id: 1001, code: 'VM', description: 'Vodacom', type: 'BRAND', state: 1 }])
    answer('/products/categories/1002/fields', {
      fields: [{ name: 'amount', type: 'number', required: true }],
      receiptFields: [],
    })
    answer('/transactions', pageWith('COMPLETED'))
    const answers = [
      await client.products({ merchantId: 'M/1' }),
      await client.products({ subMerchantId: 'S-1' }),
      await client.products({ categoryId: 1002 }),
      await client.brands(),
      await client.categoryFields(1002),
      await client.transactions({
        userType: 'MERCHANT',
        userTypeId: 'kQ3v',
        status: 0,
        page: 2,
        sort: 'responseDate,desc',
      }),
    ]
    expect(answers.map(({ outcome }) => outcome)).toEqual(Array(6).fill('ok'))
    expect(seen.map(({ method, path }) => `${method} ${path}`)).toEqual([
      'GET /merchants/M%2F1/products',
      'GET /sub-merchants/S-1/products',
      'POST /products/category/1002',
      'GET /lookups/brands',
      'GET /products/categories/1002/fields',
      'POST /transactions',
    ])
    expect(seen[5]).toMatchObject({
      query: { userType: 'MERCHANT', userTypeId: 'kQ3v', status: '0', page: '2', sort: 'responseDate,desc' },
      body: '',
    })
  })

  test('transactions are your own: what the login told is added, but to an id', async () => {
    const { client, answer, seen } = await openVendor()
    answer('/transactions', pageWith('COMPLETED'))
    await client.transactions()
    await client.transactions({ userTypeId: 'another', status: 3 })
    await client.transactions({ transactionId: '5b' })
    await client.transactions({ merchantReference: 'till-7' })
    expect(seen.map(({ query }) => query)).toEqual([
      { userType: 'MERCHANT', userTypeId: 'kQ3v' },
      { userType: 'MERCHANT', userTypeId: 'another', status: '3' },
      { transactionId: '5b' },
      { merchantReference: 'till-7' },
    ])
  })

  test('what has no method is openapi-fetch’s', async () => {
    const { client, answer } = await openVendor()
    answer('/lookup/electricity', { data: { name: 'A. N. Other' } })
    const { data } = await client.api.POST('/lookup/electricity', { body: { meterNumber: '000001020001' } as never })
    expect(data).toEqual({ data: { name: 'A. N. Other' } })
  })
})

describe('answers that are not as documented never throw', () => {
  test.each([
    ['an object for a list', {}, 'body'],
    ['null', null, 'body'],
    ['no JSON', 'secret-77', 'body'],
    ['a list of texts', ['secret-77'], '[0]'],
    ['a name that is a number', [category, { ...category, name: 77 }], '[1].name'],
    ['a name that is missing', [{ id: 1 }], '[0].name'],
    ['meta that is parsed already', [{ ...category, meta: {} }], '[0].meta'],
  ])('%s', async (_, body, field) => {
    const { client, answer } = await openVendor()
    answer('/products/categories', [200, body])
    expect(await client.categories()).toEqual({ outcome: 'unexpected_response', status: 200, field })
  })

  test.each([
    ['an amount that is text', [{ ...product, minAmount: '5' }], '[0].minAmount'],
    ['a page', { content: [product] }, 'body'],
  ])('products: %s', async (_, body, field) => {
    const { client, answer } = await openVendor()
    answer('/merchants/M-1/products', [200, body])
    expect(await client.products({ merchantId: 'M-1' })).toMatchObject({ outcome: 'unexpected_response', field })
  })

  test.each([
    ['a bare list', [pageWith('COMPLETED').content[0]], 'body'],
    ['no content', { page: 0 }, 'content'],
    ['a status that is text', { content: [{ transactionId: '5b', status: 'COMPLETED' }] }, 'content[0].status'],
    ['a number of pages that is text', { ...pageWith('COMPLETED'), totalPages: '1' }, 'totalPages'],
    [
      'a description that is a number',
      { content: [{ transactionId: '5b', status: { code: 0, description: 7 } }] },
      'content[0].status.description',
    ],
    ['a code that is text', { content: [{ transactionId: '5b', status: { code: '0' } }] }, 'content[0].status.code'],
  ])('transactions: %s', async (_, body, field) => {
    const { client, answer } = await openVendor()
    answer('/transactions', [200, body])
    expect(await client.transactions({ transactionId: '5b' })).toMatchObject({ outcome: 'unexpected_response', field })
  })

  test.each([
    ['fields that are missing', { receiptFields: [] }, 'fields'],
    ['a field without a name', { fields: [{ type: 'number' }], receiptFields: [] }, 'fields[0].name'],
  ])('%s', async (_, body, field) => {
    const { client, answer } = await openVendor()
    answer('/products/categories/1/fields', body)
    expect(await client.categoryFields(1)).toMatchObject({ outcome: 'unexpected_response', field })
  })

  test('a refusal, a 429, a 5xx and a broken connection are values', async () => {
    const { client, answer } = await openVendor()
    const refused = { responseCode: '1105', responseMessage: 'User is not allowed to perform this action' }
    answer('/products/categories', [403, refused], [429, {}], [502, '<html>'], reset)
    expect(await client.categories()).toMatchObject({ outcome: 'refused', status: 403, code: '1105' })
    expect(await client.categories()).toEqual({ outcome: 'limited', retryAfterMs: 60_000 })
    expect(await client.categories()).toEqual({ outcome: 'unanswered', status: 502, reason: '502' })
    expect(await client.categories()).toMatchObject({
      outcome: 'unanswered',
      status: undefined,
      reason: expect.any(String),
    })
  })

  test('who leaves hears his reason, and without a token it throws', async () => {
    const { client, pagamio } = await openVendor()
    await expect(client.categories({ signal: AbortSignal.abort(new Error('gone')) })).rejects.toThrow('gone')
    await pagamio.close()
    await expect(client.categories()).rejects.toMatchObject({ code: 'closed' })
  })
})
