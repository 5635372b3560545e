import type { AppSettings } from './app-under-test.ts'

/** Credentials that occur nowhere by chance. */
export const credentials: AppSettings['credentials'] = {
  username: 'contract-merchant-5b1f',
  password: 'contract-password-9e2d',
}

/** Tokens of the simulator are known by how they begin, so that a piece of one is found as well. */
const SHAPES: readonly (readonly [string, RegExp])[] = [
  ['an access token', /eyJ[\w-]{8,}/],
  ['a refresh token', /rt_[0-9a-f]{8,}/],
  ['the username', new RegExp(credentials.username)],
  ['the password', new RegExp(credentials.password)],
  ['credentials in base64', new RegExp([credentials.username, credentials.password].map(inBase64).join('|'))],
]

/** What secrets a text shows. */
export function secretsIn(text: string): readonly string[] {
  return SHAPES.filter(([, shape]) => shape.test(text)).map(([name]) => name)
}

/** The middle of it, which is the same wherever in a longer text it stands at this offset. */
function inBase64(secret: string): string {
  return [0, 1, 2].map((offset) => btoa('.'.repeat(offset) + secret).slice(4, -4)).join('|')
}
