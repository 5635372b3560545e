import type { MiddlewareHandler } from 'hono'
import { accessDenied } from './error-answers.ts'
import type { ApiEnv } from './exchange.ts'

/** Documented form, to the letter: `Authorization: Bearer <token>`. */
const BEARER = /^Bearer (\S+)$/

export function authorizationOf(header: string | null): 'none' | 'bearer' | 'other' {
  if (header === null) return 'none'
  return BEARER.test(header) ? 'bearer' : 'other'
}

/** Lets a request through with a living token of an active account. */
export const requireToken: MiddlewareHandler<ApiEnv> = async (c, next) => {
  const { server, entry } = c.env
  const token = BEARER.exec(c.req.header('authorization') ?? '')?.[1]
  const record = token === undefined ? undefined : server.tokens.lookUp(token)
  entry.merchant = record?.account.id
  entry.generation = record?.generation
  if (!record || !server.tokens.isAlive(record, entry.environment)) return accessDenied(401)
  if (!record.account.active) return accessDenied(403)
  c.set('account', record.account)
  return next()
}
