import { Agent, type Dispatcher } from 'undici'
import { createOidcInterceptor } from 'undici-oidc-interceptor'
import type { Origins } from '../origins.ts'

/** A dispatcher that attaches a token to whatever goes to this origin, and renews it after a 401. */
export function oidcDispatcher(agent: Agent, { origin, tokenOrigin }: Origins): Dispatcher {
  return agent.compose(
    createOidcInterceptor({
      clientId: 'demo',
      clientSecret: 'demo-password',
      idpTokenUrl: `${tokenOrigin}/oauth/token`,
      retryOnStatusCodes: [401],
      urls: [origin],
    }),
  )
}
