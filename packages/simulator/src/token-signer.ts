import { SignJWT } from 'jose'
import type { Environment } from './environment.ts'

/** Whose a token is. */
interface Subject {
  readonly id: string
  readonly environment: Environment
}

export type TokenSigner = (subject: Subject, lifetime: { issuedAt: number; accessMs: number }) => Promise<string>

/** Nobody's secret: the client never verifies a token, and the simulator knows its own by heart. */
const KEY = new TextEncoder().encode('the simulator signs with a key that protects nothing')

/** Real HS256 tokens, as the vendor's. The key is imported once, when the first token is signed. */
export function createTokenSigner(): TokenSigner {
  let imported: ReturnType<typeof importKey> | undefined
  return async (subject, { issuedAt, accessMs }) => {
    imported ??= importKey()
    const iat = Math.floor(issuedAt / 1000)
    const claims = {
      sub: subject.id,
      env: subject.environment,
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
