import type { Html } from './pages/layout.ts'

/** What a visitor is answered, whatever the shop is built with: text is a page, and anything else JSON. */
export interface Reply {
  readonly status: 200 | 303 | 400 | 404 | 500 | 502 | 503
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | object
}

export const jsonReply = (body: object): Reply => ({
  status: 200,
  headers: { 'content-type': 'application/json' },
  body,
})

export const pageReply = async (html: Html): Promise<Reply> => ({
  status: 200,
  headers: { 'content-type': 'text/html; charset=utf-8' },
  body: String(await html),
})

/** @param cookie what the browser keeps for the page that it is sent on to */
export const sentOn = (location: string, cookie: string): Reply => ({
  status: 303,
  headers: { location, 'set-cookie': cookie },
  body: '',
})

/** People get pages, programs JSON. */
export function wantsPage(accept: string | undefined): boolean {
  return accept?.includes('text/html') ?? false
}
