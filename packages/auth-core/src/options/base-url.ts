import { invalidOption, PagamioAuthError } from '../errors/errors.ts'

/** Where the API runs. Credentials and tokens of one environment do not work in the other. */
export type Environment = 'sandbox' | 'production'

/** The documented base URL of each environment. */
export const environments: Readonly<Record<Environment, string>> = Object.freeze({
  sandbox: 'https://vas-sandbox-api.pagamio.tech/api/v1',
  production: 'https://vas-api.pagamio.tech/api/v1',
})

/**
 * As an option, it allows a `baseUrl` of plain http beyond loopback. It is a symbol, so no configuration file can set
 * it.
 *
 * @deprecated It stays, but it is dangerous: passwords and tokens are readable on the network, and anybody who reads
 *   them can spend the merchant's money. Marked so that editors strike it through.
 */
export const allowInsecureHttp: unique symbol = Symbol.for('@pagamio/auth-core/allowInsecureHttp')

/**
 * The one base URL of an instance, without a slash at the end (but for a bare origin, which URL gives one). Messages
 * never quote the URL: people put passwords into them.
 * @throws PagamioAuthError `invalid_options` unless exactly one option is given and right; `insecure_url` for plain
 *   http beyond loopback
 */
export function resolveBaseUrl(
  options: { environment?: Environment | undefined; baseUrl?: string | URL | undefined },
  insecureAllowed: boolean,
): URL {
  const { environment, baseUrl } = options
  if ((environment === undefined) === (baseUrl === undefined)) {
    throw invalidOption('environment', 'or "baseUrl" should be given, exactly one of them: there is no default')
  }
  if (environment !== undefined && !Object.hasOwn(environments, environment)) {
    throw invalidOption('environment', 'should be "sandbox" or "production"')
  }
  const url = parse(environment === undefined ? String(baseUrl) : environments[environment])
  if (url === undefined || !/^https?:$/.test(url.protocol)) {
    throw invalidOption('baseUrl', 'should be an absolute https URL')
  }
  if (url.username !== '' || url.password !== '') {
    throw invalidOption('baseUrl', 'should hold no username or password: they belong in "credentials"')
  }
  // A bare `?` or `#` leaves `search` and `hash` empty, but not the href that paths are appended to.
  if (/[?#]/.test(url.href)) throw invalidOption('baseUrl', 'should have no query and no fragment')
  if (url.protocol === 'http:' && !insecureAllowed && !isLoopback(url.hostname)) {
    throw new PagamioAuthError('insecure_url', 'Option "baseUrl" should use https: its host is not loopback.')
  }
  url.pathname = url.pathname.replace(/\/+$/, '')
  return url
}

/** `URL` has brought every other spelling of these hosts (127.1, 0x7f000001) into this form. */
const isLoopback = (hostname: string): boolean => /^(?:(?:.+\.)?localhost|127(?:\.\d+){3}|\[::1\])$/.test(hostname)

function parse(text: string): URL | undefined {
  try {
    return new URL(text)
  } catch {
    return undefined
  }
}
