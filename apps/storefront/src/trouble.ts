import { isPagamioAuthError } from '@pagamio/auth-core'
import { BadOrder } from './order.ts'
import { UpstreamError } from './upstream-answer.ts'

/** What a visitor is told when something went wrong. */
export interface Trouble {
  readonly status: 400 | 500 | 502 | 503
  readonly headers: Readonly<Record<string, string>>
  readonly body: { readonly error: string; readonly message: string }
}

/** Trouble between us and Pagamio is never our visitor's 401. */
export function troubleOf(error: unknown): Trouble {
  if (error instanceof BadOrder) return trouble(400, 'bad_order', error.message)
  if (error instanceof UpstreamError) return trouble(502, 'upstream', error.message)
  if (!isPagamioAuthError(error)) return trouble(500, 'internal', 'Something broke in the shop')
  const { code, message, retryAfterMs } = error
  if (retryAfterMs === undefined) return trouble(502, code, message)
  return trouble(503, code, message, { 'retry-after': String(Math.ceil(retryAfterMs / 1000)) })
}

function trouble(status: Trouble['status'], error: string, message: string, headers: Trouble['headers'] = {}): Trouble {
  return { status, headers, body: { error, message } }
}
