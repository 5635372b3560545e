import { isIP } from 'node:net'
import { type Environment, environments } from '@pagamio/auth-core'

/** As `net` and `dns` want it: an IPv6 address without its brackets. */
export const hostOf = (url: URL): string => url.hostname.replace(/^\[(.*)\]$/, '$1')

export const portOf = (url: URL): number => Number(url.port || (url.protocol === 'https:' ? 443 : 80))

/** `vas-api.pagamio.tech:443`. */
export const addressOf = (url: URL): string => `${url.hostname}:${portOf(url)}`

export const isAddress = (url: URL): boolean => isIP(hostOf(url)) !== 0

export const isLocal = (url: URL): boolean => /^(localhost|127(\.\d+){3}|::1)$/.test(hostOf(url))

/** Which of the documented environments this base URL is. */
export const environmentAt = (baseUrl: string): Environment | undefined =>
  (['sandbox', 'production'] as const).find((name) => environments[name] === baseUrl)

/** Where the vendor says what is down, and since when. */
export const STATUS_PAGE = 'https://status.pagamio.tech'

/** In one sample of the vendor's documentation, and nowhere else: a slip. */
export const isMistaken = (url: URL): boolean => url.hostname === 'api.pagamio.com'

/** Where the check of the clock and the one of a call look. */
export const CALL = '/products/categories'
