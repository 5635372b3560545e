import { createTokenSigner, type TokenSigner } from './token-signer.ts'

/** Where a simulation that has to come out the same each time reaches in. No part of the public API. */
export interface Seams {
  /** Makes the access tokens. */
  readonly sign: TokenSigner
  /** The SHA-256 that the log shows of a body. */
  digest(body: Uint8Array<ArrayBuffer>): Promise<ArrayBuffer>
}

const SEAMS = Symbol.for('@pagamio/simulator/seams')

export function seamsOf(options: object): Seams {
  const given = (options as { [SEAMS]?: Partial<Seams> })[SEAMS]
  return {
    sign: given?.sign ?? createTokenSigner(),
    digest: given?.digest ?? ((body) => crypto.subtle.digest('SHA-256', body)),
  }
}
