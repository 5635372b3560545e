import { Ajv2020 } from 'ajv/dist/2020.js'
import { describe, expect, test } from 'vitest'
import { responseCodes } from '../src/generated/codes.ts'
import { answerSchema, bodySchema, findOperation, type Operation, operations, type Schema } from '../src/index.ts'

const ajv = new Ajv2020({ strict: false, validateFormats: false, allErrors: true })

/** What a validator makes of it: its complaints, or nothing. */
function complaints(schema: Schema | undefined, value: unknown) {
  if (!schema) throw new Error('no schema')
  const validate = ajv.compile(schema)
  validate(value)
  return validate.errors ?? []
}

const operation = (method: string, path: string) => findOperation(method, path) as Operation
const purchase = operation('POST', '/purchase')
const transactions = operation('POST', '/transactions')
const refused = { responseCode: '1103', responseMessage: 'Insufficient balance.', successful: false }
const bought = { transactionId: '5b0e7c52', responseCode: '0', successful: true, receipt: { amount: 2500 } }
const record = { transactionId: '5b0e7c52', status: { code: 0, label: 'Successful', badgeColor: 'green' }, extra: 1 }
const page = { content: [record], page: 0, size: 20, totalElements: 1, totalPages: 1 }

test('every documented status of every operation has a schema that compiles', () => {
  for (const one of operations) {
    for (const status of one.statuses) expect(() => complaints(answerSchema(one, status), {}), one.id).not.toThrow()
    expect(answerSchema(one, 418)).toBeUndefined()
  }
})

describe('what the pages show', () => {
  test.each([
    ['login, flat', operation('POST', '/auth/token'), 200, { accessToken: 'a', expiresIn: 1800 }],
    [
      'login, enveloped',
      operation('POST', '/auth/token'),
      200,
      { successful: true, data: { token: 'a', refreshToken: 'b' } },
    ],
    ['login, second factor', operation('POST', '/auth/token'), 200, { requires2FA: true, tempToken: 'c' }],
    ['purchase, done', purchase, 200, bought],
    [
      'purchase, enveloped',
      purchase,
      200,
      { success: true, data: { transactionId: '5b', status: 'COMPLETED', responseCode: 0 } },
    ],
    ['purchase, pending', purchase, 200, { transactionId: '5b', status: 'PENDING', successful: false }],
    ['purchase, refused', purchase, 200, refused],
    ['purchase, refused by 400', purchase, 400, { responseCode: '1300', responseMessage: 'Required fields missing.' }],
    ['purchase, 409', purchase, 409, { responseCode: '1006', responseMessage: 'Duplicate.', successful: false }],
    ['purchase, 429', purchase, 429, { error: 'Too Many Requests', message: 'Rate limit exceeded for /purchase' }],
    ['transactions, a page', transactions, 200, page],
    ['transactions, all', transactions, 200, [record]],
    ['health', operation('GET', '/health'), 200, { status: 'degraded', services: { cache: 'degraded' } }],
  ])('%s is accepted', (_, one, status, answer) => {
    expect(complaints(answerSchema(one, status), answer)).toEqual([])
  })
})

describe('what no page shows', () => {
  test.each([
    ['a code of somebody’s own', purchase, 400, { ...refused, responseCode: '1301' }],
    ['a purchase without its id', purchase, 200, { responseCode: '0', successful: true }],
    ['a refusal that is called a success', purchase, 200, { ...refused, successful: true }],
    ['a login without a token', operation('POST', '/auth/token'), 200, { successful: true, data: {} }],
    ['a 429 in the envelope', purchase, 429, refused],
    [
      'a transaction whose status is text',
      transactions,
      200,
      { ...page, content: [{ ...record, status: 'COMPLETED' }] },
    ],
    ['products in a page', operation('GET', '/merchants/M-1/products'), 200, { ...page, content: [] }],
  ])('%s is refused', (_, one, status, answer) => {
    expect(complaints(answerSchema(one, status), answer)).not.toEqual([])
  })
})

test('a body is held to its schema', () => {
  const body = {
    productCode: 'AIR-VOD-001',
    amount: 25,
    paymentMethod: 'cash',
    channelId: 'Q7RT2M',
    merchantReference: 'a',
  }
  expect(complaints(bodySchema(purchase), { ...body, mobileNumber: '+27821230045' })).toEqual([])
  expect(complaints(bodySchema(purchase), { ...body, mobileNumber: '0821230045' })).not.toEqual([])
  expect(complaints(bodySchema(purchase), { ...body, channelId: 1 })).not.toEqual([])
  expect(bodySchema(operation('GET', '/products/categories'))).toBeUndefined()
})

test('every documented code has a meaning', () => {
  expect(Object.keys(responseCodes)).toHaveLength(29)
  for (const code of ['0', '999', '1009', '1206', '1300'])
    expect(responseCodes).toHaveProperty(code, expect.stringMatching(/\.$/))
})
