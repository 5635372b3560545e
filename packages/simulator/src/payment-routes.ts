import { Hono } from 'hono/tiny'
import { requireToken } from './bearer.ts'
import { refuse } from './error-answers.ts'
import { type ApiEnv, type Exchange, fieldsOf, textOf } from './exchange.ts'
import { productsOf } from './products.ts'
import type { PurchaseOrder, Transaction } from './transactions.ts'

export const paymentRoutes = new Hono<ApiEnv>()
  .post('/purchase', requireToken, (c) => {
    const order = orderOf(c.env)
    if (!order) return refuse(400, '1300')
    const account = c.get('account')
    const product = productsOf(account).find((one) => one.productCode === order.productCode)
    if (!product || order.amount < product.minimumAmount || order.amount > product.maximumAmount)
      return refuse(400, '1301')
    if (product.categoryId === ELECTRICITY && order.meterNumber === undefined) return refuse(400, '1300')
    const transaction = c.env.server.transactions.purchase(account, order)
    return Response.json(envelope(transaction, { receipt: receiptOf(transaction) }))
  })
  .post('/transactions', requireToken, (c) => {
    const transactionId = textOf(fieldsOf(c.env).transactionId)
    if (transactionId === undefined) return refuse(400, '1300')
    const { transactions } = c.env.server
    const transaction = transactions.find(c.get('account'), transactionId)
    if (!transaction) return refuse(404, '1404')
    return Response.json(envelope(transaction, { data: transactions.stateOf(transaction) }))
  })

const ELECTRICITY = 3

function orderOf(exchange: Exchange): PurchaseOrder | undefined {
  const fields = fieldsOf(exchange)
  const productCode = textOf(fields.productCode)
  const mobileNumber = textOf(fields.mobileNumber)
  const merchantReference = textOf(fields.merchantReference)
  const { amount } = fields
  if (productCode === undefined || mobileNumber === undefined || merchantReference === undefined) return undefined
  if (typeof amount !== 'number' || !Number.isFinite(amount)) return undefined
  if (textOf(fields.paymentMethod) === undefined || !isId(fields.channelId)) return undefined
  return { productCode, amount, mobileNumber, merchantReference, meterNumber: textOf(fields.meterNumber) }
}

/** Response codes, and so perhaps ids, are strings on some pages and numbers on others. */
function isId(value: unknown): boolean {
  return typeof value === 'number' || textOf(value) !== undefined
}

function envelope({ transactionId, responseDateTime }: Transaction, more: object): object {
  return { transactionId, responseCode: '0', responseMessage: 'Success', responseDateTime, successful: true, ...more }
}

function receiptOf({ transactionId, order }: Transaction): object {
  const { meterNumber, mobileNumber, amount, merchantReference: reference } = order
  if (meterNumber === undefined) return { mobileNumber, amount, reference }
  const token = transactionId.replace(/\D/g, '').padStart(20, '4')
  return { meterNumber, token, units: Math.round((amount / 2.72) * 10) / 10, amount, reference }
}
