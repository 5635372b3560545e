import { Hono } from 'hono/tiny'
import type { Account } from './accounts.ts'
import { accessDenied } from './error-answers.ts'
import { type ApiEnv, type Exchange, fieldsOf, missingOf, textOf } from './exchange.ts'
import { secondFactorAnswer, tokenAnswer } from './login-answer.ts'
import { fieldsMissing } from './refusals.ts'
import { refuse } from './refuse.ts'
import type { RefreshRecord } from './token-ledger.ts'

/** The two endpoints that give tokens. */
export const authRoutes = new Hono<ApiEnv>()
  .post('/token', (c) => {
    const { server, entry } = c.env
    const fields = fieldsOf(c.env)
    const missing = missingOf(fields, ['username', 'password'])
    if (missing.length > 0) return refuse(c.env, fieldsMissing(missing))
    const account = server.accounts.find(entry.environment, textOf(fields.username) ?? '')
    entry.merchant = account?.id
    if (!account || account.password !== fields.password) return accessDenied(401)
    if (account.active && account.secondFactor)
      return Response.json(secondFactorAnswer(account.secondFactor, server.options))
    return issue(c.env, account)
  })
  .post('/token/refresh', (c) => {
    const { server, entry } = c.env
    const fields = fieldsOf(c.env)
    const missing = missingOf(fields, ['refreshToken'])
    if (missing.length > 0) return refuse(c.env, fieldsMissing(missing))
    const record = server.tokens.redeem(textOf(fields.refreshToken) ?? '', entry.environment)
    if (!record) return accessDenied(401)
    entry.merchant = record.account.id
    return issue(c.env, record.account, record)
  })

async function issue({ server, entry }: Exchange, account: Account, parent?: RefreshRecord): Promise<Response> {
  if (!account.active) return accessDenied(403)
  const tokens = await server.tokens.issue(account, parent)
  entry.generation = tokens.generation
  return Response.json(tokenAnswer(account, tokens, server.options))
}
