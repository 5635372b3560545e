import { SignJWT } from 'jose'
import type { Account } from './accounts.ts'

export type TokenSigner = (account: Account, lifetime: { issuedAt: number; accessMs: number }) => Promise<string>

/** Nobody's secret: the client never verifies a token, and the simulator knows its own by heart. */
const KEY = new TextEncoder().encode('the simulator signs with a key that protects nothing')

/** Real HS256 tokens, as the vendor's. The key is imported once, when the first token is signed. */
export function createTokenSigner(): TokenSigner {
  let imported: ReturnType<typeof importKey> | undefined
  return async (account, { issuedAt, accessMs }) => {
    imported ??= importKey()
    const iat = Math.floor(issuedAt / 1000)
    const claims = {
      sub: account.id,
      env: account.environment,
      iat,
      exp: iat + accessMs / 1000,
      jti: crypto.randomUUID(),
    }
    return new SignJWT(claims).setProtectedHeader({ alg: 'HS256', typ: 'JWT' }).sign(await imported)
  }
}

function importKey() {
  return crypto.subtle.importKey('raw', KEY, { name: 'HMAC', hash: 'SHA-256' }, false, ['sign'])
}
