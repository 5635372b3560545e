import { Hono } from 'hono/tiny'
import { requireToken } from '../bearer.ts'
import { productOf } from '../catalogue/products.ts'
import { accessDenied } from '../error-answers.ts'
import { type ApiEnv, type Exchange, fieldsOf, textOf } from '../exchange.ts'
import { refusalCodes } from '../refusals.ts'
import { refuse } from '../refuse.ts'
import { missingFields, orderOf, wrongType } from './order.ts'
import { orderProblem, productProblem } from './order-rules.ts'
import { receiptOf } from './receipts.ts'
import { states } from './transaction-state.ts'
import type { Transaction } from './transactions.ts'

export const purchaseRoutes = new Hono<ApiEnv>().post('/purchase', requireToken, (c) => {
  const account = c.get('account')
  const { options, transactions } = c.env.server
  if (account.kind !== 'merchant' && account.kind !== 'sub-merchant') return accessDenied(403)
  const fields = fieldsOf(c.env)
  const product = productOf(textOf(fields.productCode) ?? '')
  const malformed = wrongType(fields) ?? missingFields(fields, product, options.strict)
  if (malformed) return refuse(c.env, malformed)

  const order = orderOf(fields)
  const first = transactions.withReference(account, order.merchantReference)
  if (first)
    return first.order.content === order.content ? answer(c.env, first) : refuse(c.env, { refusal: 'duplicate' })

  const problem = productProblem(order, product, account) ?? (product && orderProblem(order, product, options))
  if (problem || !product) return refuse(c.env, problem ?? { refusal: 'product-not-supported' })
  return answer(c.env, transactions.make(account, order, product))
})

/** How the purchase stands now: `successful` only if that is final. */
function answer({ server, entry }: Exchange, transaction: Transaction): Response {
  const { transactionId, responseDateTime } = transaction
  const state = server.transactions.stateOf(transaction)
  if (state === 'FAILED') entry.outcome = 'refused'
  const { description } = states[state]
  switch (state) {
    case 'COMPLETED': {
      const done = { responseCode: '0', responseMessage: 'Purchase successful', responseDateTime, successful: true }
      return Response.json({ transactionId, ...done, receipt: receiptOf(transaction) })
    }
    case 'FAILED': {
      const responseCode = refusalCodes['purchase-failed']
      return Response.json({
        transactionId,
        responseCode,
        responseMessage: description,
        responseDateTime,
        successful: false,
      })
    }
    default:
      return Response.json({
        transactionId,
        status: state,
        responseMessage: description,
        responseDateTime,
        successful: false,
      })
  }
}
