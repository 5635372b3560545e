import type { IncomingMessage, ServerResponse } from 'node:http'
import { troublePage, wantsPage } from './pages.ts'
import type { Trouble } from './trouble.ts'

export function sendJson(response: ServerResponse, body: object, status = 200): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
}

export function sendPage(response: ServerResponse, page: { toString(): string }, status = 200): void {
  response.writeHead(status, { 'content-type': 'text/html; charset=utf-8' }).end(page.toString())
}

/** To people as a page, to programs as JSON. */
export async function sendTrouble(request: IncomingMessage, response: ServerResponse, trouble: Trouble): Promise<void> {
  const { status, headers, body } = trouble
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value)
  if (wantsPage(request.headers.accept)) sendPage(response, await troublePage(trouble), status)
  else sendJson(response, body, status)
}
