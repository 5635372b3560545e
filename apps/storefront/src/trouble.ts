import { type HttpTrouble, httpTrouble } from '@pagamio/auth-core'
import { UnknownMerchant } from './merchants.ts'
import { BadOrder } from './order.ts'
import { tokenTroubleIn, UpstreamError } from './upstream-answer.ts'

/** What a visitor is told when something went wrong. */
export interface Trouble {
  readonly status: HttpTrouble['status'] | 400 | 404
  readonly headers: HttpTrouble['headers']
  readonly body: { readonly error: string; readonly message: string }
}

export const notFound: Trouble = trouble(404, 'not_found', 'There is no such page')

/** Trouble between us and Pagamio is never our visitor's 401. */
export function troubleOf(error: unknown): Trouble {
  const tokenTrouble = tokenTroubleIn(error)
  if (tokenTrouble) return httpTrouble(tokenTrouble)
  if (error instanceof UnknownMerchant) return notFound
  if (error instanceof BadOrder) return trouble(400, 'bad_order', error.message)
  if (error instanceof UpstreamError) return trouble(502, 'upstream', error.message)
  return trouble(500, 'internal', 'Something broke in the shop')
}

function trouble(status: Trouble['status'], error: string, message: string): Trouble {
  return { status, headers: {}, body: { error, message } }
}
