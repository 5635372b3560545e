import type { Context } from 'hono'
import { Hono } from 'hono/tiny'
import { requireToken } from '../bearer.ts'
import { accessDenied } from '../error-answers.ts'
import { type ApiEnv, fieldsOf } from '../exchange.ts'
import { refuse } from '../refuse.ts'
import { type Asked, ownerProblem, recordsFor } from './transaction-query.ts'

/** Pages differ on the method, and on where the parameters go. */
export const transactionRoutes = new Hono<ApiEnv>().on(['GET', 'POST'], '/transactions', requireToken, (c) => {
  const account = c.get('account')
  const asked = askedOf(c)
  const problem = ownerProblem(asked, account)
  if (problem === 'foreign') return accessDenied(403)
  const page = wholeNumber(asked('page'), 0)
  const size = wholeNumber(asked('size'), 20)
  if (problem) return refuse(c.env, problem)
  if (page === undefined || !size)
    return refuse(c.env, { refusal: 'wrong-format', message: 'page and size should be whole numbers.' })

  const records = recordsFor(asked, c.env.server.transactions, account)
  if (asked('exportAll') === 'true') return Response.json(records)
  return Response.json({
    content: records.slice(page * size, (page + 1) * size),
    page,
    size,
    totalElements: records.length,
    totalPages: Math.ceil(records.length / size),
  })
})

/** In the query, else in the body: there a number or a yes may be one. */
function askedOf(c: Context<ApiEnv>): Asked {
  const fields = fieldsOf(c.env)
  return (name) => {
    const inBody = fields[name]
    const text = c.req.query(name) ?? (inBody === undefined || inBody === null ? '' : `${inBody}`)
    return text === '' ? undefined : text
  }
}

function wholeNumber(text: string | undefined, otherwise: number): number | undefined {
  if (text === undefined) return otherwise
  return /^\d{1,6}$/.test(text) ? Number(text) : undefined
}
