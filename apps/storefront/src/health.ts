import type { PagamioAuthStatus } from '@pagamio/auth-core'

/** Whether the shop could sell, in the form that Terminus gives it. */
export interface Health {
  readonly status: 200 | 503
  readonly body: {
    readonly status: 'ok' | 'degraded' | 'error'
    readonly details: { readonly pagamio: { readonly status: 'up' | 'degraded' | 'down' } }
  }
}

/** From what is known without asking: whoever looks every second must not use up five logins a minute. */
export function healthOf({ state, usable, trouble }: PagamioAuthStatus): Health {
  const facts = { state, trouble: trouble?.code }
  const body = (status: 'ok' | 'degraded' | 'error', pagamio: 'up' | 'degraded' | 'down') => ({
    status,
    details: { pagamio: { status: pagamio, ...facts } },
  })
  const stuck = state === 'refused' || state === 'closed'
  if (!trouble && !stuck) return { status: 200, body: body('ok', 'up') }
  if (usable) return { status: 200, body: body('degraded', 'degraded') }
  return { status: 503, body: body('error', 'down') }
}
