import type { IncomingMessage, ServerResponse } from 'node:http'
import { tell } from './desk.ts'
import { type Reply, wantsPage } from './reply.ts'
import type { Trouble } from './trouble.ts'

export function send(response: ServerResponse, { status, headers, body }: Reply): void {
  response.writeHead(status, headers).end(typeof body === 'string' ? body : JSON.stringify(body))
}

export async function sendTrouble(request: IncomingMessage, response: ServerResponse, trouble: Trouble): Promise<void> {
  send(response, await tell(trouble, wantsPage(request.headers.accept)))
}
