import { errorCodes } from '@pagamio/auth-core'
import { failed, foreign, type Verdict } from './finding.ts'
import { STATUS_PAGE } from './site.ts'

const BASE_URLS = 'Check the base URL: it ends in /api/v1 at Pagamio.'

/** What an answer says that the API itself would not give: another server, something in between, or trouble over there. */
export function strangeAnswer({ status, headers }: Response, url: URL): Verdict | undefined {
  const page = /\bhtml\b/i.test(headers.get('content-type') ?? '')
  if (status === 511 || (page && status < 300))
    return failed(
      `A web page was the answer (${status}): a captive portal, or another server.`,
      `Log in to the network with a browser. ${BASE_URLS}`,
    )
  if (status >= 300 && status < 400) {
    const target = URL.parse(headers.get('location') ?? '', url.href)
    return failed(
      `The answer points elsewhere (${status}${target ? `, to ${foreign(target.host)}` : ''}): a captive portal, or another server.`,
      `Log in to the network with a browser. ${BASE_URLS}`,
    )
  }
  if (status === 403 && page)
    return failed('This address is refused (403, with a web page).', errorCodes.address_blocked)
  if (status === 404 || status === 405) return failed(`There is no such path at ${url.host} (${status}).`, BASE_URLS)
  if (status >= 500)
    return failed(
      `The API is in trouble itself (${status}).`,
      `Try again in a minute; if it stays so, look at ${STATUS_PAGE}, and ask Pagamio support.`,
    )
  return undefined
}
