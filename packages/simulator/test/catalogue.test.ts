import { describe, expect, test } from 'vitest'
import { demoCredentials } from '../src/index.ts'
import { open, SHOP } from './support/shop.ts'

const DOCUMENTED = [
  'AIR-VOD-001',
  'DAT-MTN-002',
  'DAT-MTN-037',
  'DAT-CLC-028',
  'ELE-ESK-001',
  'ELE-FLS-001',
  'VCH-STM-001',
  'BIL-DST-001',
]

type Listed = Record<string, unknown>[]

describe('categories', () => {
  test('are a bare array, with the documented ids, and meta as JSON in a string', async () => {
    const { get } = await open()
    const categories = (await get('/products/categories')).json as unknown as Listed
    expect(categories).toContainEqual({
      id: 2000,
      createdById: 1000,
      lastModifiedById: 1000,
      createdDate: expect.stringMatching(/^2025-[\d-]+T[\d:]+\.\d{6}$/),
      lastModifiedDate: expect.any(String),
      state: 1,
      name: 'SMS',
      imageUrl: expect.stringMatching(/^https:\/\/portal\.pagamio\.com\//),
      orderOfAppearance: 11,
      parentId: null,
      meta: expect.any(String),
    })
    expect(categories.map(({ name }) => name)).toEqual([
      ...['Airtime', 'Data', 'Electricity', 'Voucher', 'Pay Bills', 'Minutes'],
      ...['Entertainment', 'Gaming', 'Lifestyle', 'Wallet Topup', 'SMS'],
    ])
  })

  test.each([
    [1001, ['amount', 'paymentMethod', 'mobileNumber']],
    [1002, ['amount', 'paymentMethod', 'mobileNumber']],
    [1003, ['amount', 'paymentMethod', 'meterNumber']],
    [1004, ['amount', 'paymentMethod']],
    [1005, ['amount', 'paymentMethod', 'accountNumber']],
    [2000, ['amount', 'paymentMethod', 'mobileNumber']],
  ])('%d: the fields are those of its meta', async (id, names) => {
    const { get } = await open()
    const { json } = await get(`/products/categories/${id}/fields`)
    const categories = (await get('/products/categories')).json as unknown as Listed
    expect(json).toEqual(JSON.parse(categories.find((one) => one.id === id)?.meta as string))
    expect((json.fields as Listed).map(({ name }) => name)).toEqual(names)
    expect((json.fields as Listed)[0]).toEqual({ name: 'amount', type: 'number', required: true })
  })

  test('one that is not there is a 404 without a code, whose message has the path', async () => {
    const { get } = await open()
    expect(await get('/products/categories/9/fields')).toEqual({
      status: 404,
      json: { error: 'Not Found', message: 'There is no GET /api/v1/products/categories/9/fields' },
    })
  })

  test.each(['/products/categories', '/products/categories/1002/fields', '/products/category/1002', '/lookups/brands'])(
    '%s is answered alike by GET and by POST',
    async (path) => {
      const { get, post } = await open()
      expect(await get(path)).toEqual(await post(path))
    },
  )
})

describe('products', () => {
  test('an account’s own are a bare array with ids as texts', async () => {
    const { get } = await open()
    const products = (await get('/merchants/M-1001/products')).json as unknown as Listed
    expect(products.map(({ code }) => code)).toEqual(expect.arrayContaining(DOCUMENTED))
    expect(products.find(({ code }) => code === 'AIR-MTN-001')).toEqual({
      id: expect.stringMatching(/^[A-Z0-9]{6}$/),
      name: 'MTN Airtime',
      code: 'AIR-MTN-001',
      brandId: 'B4C9D1',
      brandName: 'MTN',
      minAmount: 5,
      maxAmount: 1000,
      fixedAmount: false,
      pinLess: true,
    })
    expect(new Set(products.map(({ id }) => id)).size).toBe(products.length)
  })

  test('those of a category have numbers for ids, and the category', async () => {
    const { post } = await open()
    const products = (await post('/products/category/1002')).json as unknown as Listed
    expect(products.find(({ code }) => code === 'DAT-CLC-031')).toEqual({
      name: '1GB Weekly',
      shortName: '1GB Weekly',
      code: 'DAT-CLC-031',
      minAmount: 29,
      maxAmount: 29,
      imageUrl: expect.stringMatching(/^https:\/\/pagamio-assets\./),
      status: 1,
      id: 21990,
      categoryId: 1002,
      categoryName: 'Data',
      brandId: 2850,
      brandName: 'Cellc',
      fixedAmount: true,
      pinLess: true,
    })
    expect((await post('/products/category/9')).status).toBe(404)
  })

  test('every category has something to sell', async () => {
    const { get, post } = await open()
    for (const { id } of (await get('/products/categories')).json as unknown as Listed)
      expect(((await post(`/products/category/${id}`)).json as unknown as Listed).length).toBeGreaterThan(0)
  })

  test('a sub-merchant has those of its merchant, unless its own are said', async () => {
    const products = ['AIR-MTN-001', 'AIR-VOD-001']
    const subMerchants = [
      { ...SHOP, id: 'S-1' },
      { username: 'other', password: 'x', id: 'S-2', products: ['AIR-MTN-001'] },
    ]
    const merchants = [{ ...demoCredentials, id: 'M-1', products, subMerchants }]
    const codes = async (credentials: object, path: string) => {
      const { get } = await open({ merchants }, credentials)
      return ((await get(path)).json as unknown as Listed).map(({ code }) => code)
    }
    expect(await codes(SHOP, '/sub-merchants/S-1/products')).toEqual(['AIR-VOD-001', 'AIR-MTN-001'])
    expect(await codes({ username: 'other', password: 'x' }, '/sub-merchants/S-2/products')).toEqual(['AIR-MTN-001'])
  })

  test('nobody sees another account’s, neither parent nor child', async () => {
    const merchant = await open()
    const shop = await open({}, SHOP)
    const denied = { responseCode: '1105', responseMessage: 'User is not allowed to perform this action' }
    for (const answer of [
      await merchant.get('/sub-merchants/S-2001/products'),
      await merchant.get('/merchants/M-9/products'),
      await shop.get('/merchants/M-1001/products'),
    ])
      expect(answer).toEqual({ status: 403, json: { ...denied, successful: false } })
    expect((await shop.get('/sub-merchants/S-2001/products')).status).toBe(200)
  })
})

test('brands are a bare array whose codes are not those of product codes', async () => {
  const { get, post } = await open()
  const brands = (await get('/lookups/brands')).json as unknown as Listed
  expect(brands).toContainEqual({
    id: 1001,
    createdById: 1000,
    lastModifiedById: null,
    createdDate: '2025-07-14T08:00:00.000001',
    lastModifiedDate: null,
    state: 1,
    code: 'VM',
    description: 'Vodacom',
    type: 'BRAND',
    parentId: null,
  })
  expect(brands.map(({ code }) => code)).toEqual(['VM', 'TLK', 'MTN', 'CLC', 'ESK', 'DSV', 'NFX', 'SPT', 'STM'])
  const [mtn] = brands.filter(({ code }) => code === 'MTN')
  const products = (await post('/products/category/1002')).json as unknown as Listed
  expect([mtn?.id, products.find(({ brandName }) => brandName === 'MTN')?.brandId]).toEqual([1003, 1007])
})
