import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Readable } from 'node:stream'

/** What a client is answered. */
export interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string | string[]>>
  readonly body: Readable | string
  /** The word for an answer that is this proxy's own, and not the API's. */
  readonly own?: string | undefined
}

/** How that went: to its end, as far as the client stayed, or as far as the API went. */
export type Passage = 'whole' | 'left' | 'broken'

/** Passes an answer on, and resolves when the last of it has gone. Half of one does not look like a whole one. */
export function passOn(
  { status, headers, body }: Answer,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<Passage> {
  const content = typeof body === 'string' ? undefined : body
  let broken = false
  content?.once('error', () => {
    broken = !response.destroyed
    response.destroy()
  })
  if (response.destroyed) {
    content?.destroy()
    return Promise.resolve('left')
  }
  const passed = new Promise<Passage>((resolve) => {
    response.once('close', () => {
      resolve(response.writableFinished ? 'whole' : broken ? 'broken' : 'left')
      content?.destroy()
    })
  })
  // What is left of a request that has its answer is not read.
  if (!request.complete) response.shouldKeepAlive = false
  response.writeHead(status, headers)
  if (content) content.pipe(response)
  else response.end(body)
  return passed
}
