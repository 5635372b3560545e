import { own, parseObject } from '../platform/json-fields.ts'

/** `iat` and `exp` of a token that is a JWT, in seconds of the issuer's clock. Nothing is verified: the key is not ours. */
export function jwtTimes(token: string): { readonly iat: number | undefined; readonly exp: number | undefined } {
  const payload = token.split('.')[1] ?? ''
  try {
    // Read as Latin-1: text in other claims may come out wrong, the two numbers cannot.
    const claims = parseObject(atob(payload.replaceAll('-', '+').replaceAll('_', '/')))
    return { iat: seconds(own(claims, 'iat')), exp: seconds(own(claims, 'exp')) }
  } catch {
    return { iat: undefined, exp: undefined }
  }
}

const seconds = (value: unknown): number | undefined =>
  typeof value === 'number' && Number.isFinite(value) ? value : undefined
