/** Where the server of the benchmarks listens: it says so when it is ready. */
export interface Origins {
  readonly origin: string
  /** The same server on another port: undici-oidc-interceptor waits for itself where both have one origin. */
  readonly tokenOrigin: string
}
