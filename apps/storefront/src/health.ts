import type { PagamioAuthStatus } from '@pagamio/auth-core'

/** Whether the shop could sell, in the form that Terminus gives it. */
export interface Health {
  readonly status: 200 | 503
  readonly body: {
    readonly status: 'ok' | 'degraded' | 'error'
    readonly details: { readonly pagamio: { readonly status: 'up' | 'degraded' | 'down' } }
  }
}

/** From what is known without asking: a probe every second must not use up five logins a minute. */
export function healthOf({ health, state, trouble }: PagamioAuthStatus): Health {
  const pagamio = { status: health, state, trouble: trouble?.code }
  return health === 'down'
    ? { status: 503, body: { status: 'error', details: { pagamio } } }
    : { status: 200, body: { status: health === 'up' ? 'ok' : 'degraded', details: { pagamio } } }
}
