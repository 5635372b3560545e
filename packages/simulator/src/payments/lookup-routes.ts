import { Hono } from 'hono/tiny'
import { requireToken } from '../bearer.ts'
import { type ApiEnv, type Exchange, fieldsOf, missingOf } from '../exchange.ts'
import { fieldsMissing, type Refusal } from '../refusals.ts'
import { refuse } from '../refuse.ts'
import { billAccountFound, meterFound } from './test-data.ts'

/** No stored page says what these take and answer: the field that the purchase takes, and what is known of it. */
export const lookupRoutes = new Hono<ApiEnv>()
  .post('/lookup/electricity', requireToken, (c) =>
    found(c.env, 'meterNumber', (meterNumber) => meterFound(meterNumber, c.env.server.options)),
  )
  .post('/lookup/bill-payment', requireToken, (c) => found(c.env, 'accountNumber', billAccountFound))

function found(exchange: Exchange, name: string, look: (value: string) => object | Refusal): Response {
  const fields = fieldsOf(exchange)
  const missing = missingOf(fields, [name])
  if (missing.length > 0) return refuse(exchange, fieldsMissing(missing))
  const data = look(fields[name] as string)
  if ('refusal' in data) return refuse(exchange, data)
  return Response.json({ responseCode: '0', responseMessage: 'Lookup successful', successful: true, data })
}
