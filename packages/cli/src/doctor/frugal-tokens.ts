import { type AccessToken, type LimitedEndpoint, type PagamioAuth, PagamioAuthError } from '@pagamio/auth-core'

/** More than a working token endpoint needs. A caller that would wait longer for a permit gets the error at once. */
export const PATIENCE_MS = 15_000

/**
 * Tokens for one login at most. The library tries a login three times while somebody waits for it; an examination that
 * did the same would spend most of the five a minute on finding out that something is wrong.
 */
export class FrugalTokens {
  readonly #auth: PagamioAuth
  readonly #enough = new AbortController()
  readonly #within: (ms: number) => AbortSignal
  /** The calls to the token endpoint that were sent, in order. */
  readonly sent: LimitedEndpoint[] = []
  #rejected: AccessToken | undefined
  #reason: Promise<unknown> | undefined

  constructor(auth: PagamioAuth, within: (ms: number) => AbortSignal) {
    this.#auth = auth
    this.#within = within
    auth.subscribe((event) => {
      if (event.type === 'acquiring') this.sent.push(event.endpoint)
      if (event.type === 'acquisition_failed' && this.sent.includes('login')) this.#giveUp()
    })
  }

  /** @throws PagamioAuthError why there is none */
  async get(rejected?: AccessToken): Promise<AccessToken> {
    this.#rejected = rejected
    const signal = AbortSignal.any([this.#enough.signal, this.#within(2 * PATIENCE_MS)])
    try {
      return await this.#auth.getToken({ rejected, signal, timeoutMs: PATIENCE_MS })
    } catch (error) {
      throw (await this.#reason) ?? error
    }
  }

  /** A caller that does not wait gets the failure of the first try; no caller waits for the second. */
  #giveUp(): void {
    this.#reason ??= this.#auth.getToken({ rejected: this.#rejected, timeoutMs: 0 }).then(
      () => undefined,
      (error) => error,
    )
    this.#enough.abort(new PagamioAuthError('endpoint_unavailable', 'The login brought no token.'))
  }
}
