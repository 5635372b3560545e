/** The package brings no types: what is used of it. */
declare module 'undici-oidc-interceptor' {
  import type { Dispatcher } from 'undici'

  export function createOidcInterceptor(options: {
    clientId: string
    clientSecret: string
    idpTokenUrl: string
    retryOnStatusCodes?: readonly number[]
    urls: readonly string[]
  }): Dispatcher.DispatcherComposeInterceptor
}
