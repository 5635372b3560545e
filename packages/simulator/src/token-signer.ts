import type { Environment } from './environment.ts'

/** Whose a token is. */
interface Subject {
  readonly id: string
  readonly environment: Environment
}

export type TokenSigner = (subject: Subject, lifetime: { issuedAt: number; accessMs: number }) => Promise<string>

const encoder = new TextEncoder()

/** Nobody's secret: the client never verifies a token, and the simulator knows its own by heart. */
const KEY = encoder.encode('the simulator signs with a key that protects nothing')

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
    const text = [{ alg: 'HS256', typ: 'JWT' }, claims].map((part) => base64url(encoder.encode(JSON.stringify(part))))
    const signature = await crypto.subtle.sign('HMAC', await imported, encoder.encode(text.join('.')))
    return [...text, base64url(new Uint8Array(signature))].join('.')
  }
}

function importKey() {
  return crypto.subtle.importKey('raw', KEY, { name: 'HMAC', hash: 'SHA-256' }, false, ['sign'])
}

function base64url(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '')
}
