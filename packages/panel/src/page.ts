import { buildPage } from './page-from-source.ts'

let page: Promise<string> | undefined

/** The page. It has nothing in it but itself, and may do nothing but ask where it came from. */
export async function panelPage(headers: Readonly<Record<string, string>>): Promise<Response> {
  page ??= buildPage()
  const nonce = nonceOf(crypto.getRandomValues(new Uint8Array(16)))
  const policy = [
    "default-src 'none'",
    `script-src 'nonce-${nonce}'`,
    `style-src 'nonce-${nonce}'`,
    "connect-src 'self'",
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
  ]
  return new Response((await page).replaceAll('__NONCE__', nonce), {
    headers: { ...headers, 'content-type': 'text/html; charset=utf-8', 'content-security-policy': policy.join('; ') },
  })
}

const nonceOf = (bytes: Uint8Array): string => btoa(String.fromCodePoint(...bytes))
