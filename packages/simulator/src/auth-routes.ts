import { Hono } from 'hono/tiny'
import type { Account } from './accounts.ts'
import { refuse } from './error-answers.ts'
import { type ApiEnv, type Exchange, fieldsOf, textOf } from './exchange.ts'
import type { ResolvedOptions } from './simulator-options.ts'
import type { IssuedTokens, RefreshRecord } from './token-ledger.ts'

/** The two endpoints that need no token. */
export const authRoutes = new Hono<ApiEnv>()
  .post('/token', (c) => {
    const { server, entry } = c.env
    const fields = fieldsOf(c.env)
    const username = textOf(fields.username)
    const password = textOf(fields.password)
    if (username === undefined || password === undefined) return refuse(400, '1300')
    const account = server.accounts.find(entry.environment, username)
    entry.merchant = account?.id
    if (account?.password !== password) return refuse(401, '1100')
    return issue(c.env, account)
  })
  .post('/token/refresh', (c) => {
    const { server, entry } = c.env
    const refreshToken = textOf(fieldsOf(c.env).refreshToken)
    if (refreshToken === undefined) return refuse(400, '1300')
    const record = server.tokens.redeem(refreshToken, entry.environment)
    if (!record) return refuse(401, '1101')
    entry.merchant = record.account.id
    return issue(c.env, record.account, record)
  })

async function issue({ server, entry }: Exchange, account: Account, parent?: RefreshRecord): Promise<Response> {
  if (!account.active) return refuse(403, '1106')
  const tokens = await server.tokens.issue(account, parent)
  entry.generation = tokens.generation
  return Response.json(tokenResponse(tokens, server.options))
}

/** Both shapes are documented; which one is sent is an option. */
function tokenResponse({ access, refresh }: IssuedTokens, { responseShape, expiresIn }: ResolvedOptions): object {
  if (responseShape === 'flat') return { accessToken: access, refreshToken: refresh, expiresIn }
  return { successful: true, data: { token: access, refreshToken: refresh, expiresIn } }
}
