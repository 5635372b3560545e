import type { AccessToken } from '@pagamio/auth-core'

/** `bare` is the token itself. */
export type TokenForm = 'bare' | 'header' | 'json' | 'env'

/** The token as somebody else's program wants it, without the newline at its end. */
export function tokenAs(form: TokenForm, token: AccessToken, now: number): string {
  const expiresAt = new Date(token.expiresAt).toISOString()
  switch (form) {
    case 'bare':
      return token.value
    case 'header':
      return `Authorization: ${token.authorization}`
    case 'json': {
      const expiresIn = Math.max(0, Math.floor((token.expiresAt - now) / 1000))
      return JSON.stringify({ token: token.value, expiresAt, expiresIn })
    }
    case 'env':
      return `export PAGAMIO_TOKEN=${quoted(token.value)}\nexport PAGAMIO_TOKEN_EXPIRES_AT=${expiresAt}`
  }
}

const quoted = (text: string) => `'${text.replaceAll("'", String.raw`'\''`)}'`
