import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createPanel, type Panel, type PanelOptions } from './panel.ts'
import type { PanelSource } from './panel-source.ts'

/** A panel with a server of its own. */
export interface ServedPanel {
  /** With the key of this start in its fragment, which is never sent to a server. */
  readonly url: string
  close(): Promise<void>
}

/**
 * Serves a panel on this machine alone. A viewer needs the key of this start.
 * @param options.port any free one without it
 * @example
 * const { url, close } = await servePanel(pagamio)
 * console.log(`See it at ${url}`)
 */
export async function servePanel(
  shown: PanelSource | Readonly<Record<string, PanelSource>>,
  options: Omit<PanelOptions, 'key' | 'authorize'> & { readonly port?: number | undefined } = {},
): Promise<ServedPanel> {
  const { port = 0, ...more } = options
  const key = randomBytes(24).toString('base64url')
  const panel = createPanel(shown, { ...more, key })
  const answer = panelListener(panel)
  const server = createServer((request, response) => {
    const { pathname = '' } = targetOf(request) ?? {}
    if (['/', '/events', '/incident', '/play', '/step'].includes(pathname)) return answer(request, response)
    response.writeHead(404).end()
  })
  server.listen(port, '127.0.0.1')
  try {
    await once(server, 'listening')
  } catch (error) {
    panel.close()
    throw error
  }
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/#${key}`,
    async close() {
      panel.close()
      const closed = once(server, 'close')
      server.close()
      // Viewers have been told; one that does not read would keep it open.
      setTimeout(() => server.closeAllConnections(), 500).unref()
      server.closeIdleConnections()
      await closed
    },
  }
}

/** As Node hands a request over, or Express. */
type NodeRequest = IncomingMessage & { readonly originalUrl?: string; readonly body?: unknown }

/**
 * A panel as a listener of `node:http`, for a server of your own; and as Express takes it, and Connect.
 * @example createServer(panelListener(createPanel(pagamio))).listen(3000, '127.0.0.1')
 */
export function panelListener(panel: Panel): (request: NodeRequest, response: ServerResponse) => void {
  return (incoming, outgoing) => {
    respond(panel, incoming, outgoing).catch(() => outgoing.destroy())
  }
}

/** What is asked for; nothing where that is no target (`//`), which any page may make a browser ask for. */
const targetOf = ({ originalUrl, url = '/' }: NodeRequest): URL | null => URL.parse(originalUrl ?? url, 'http://panel')

const LARGEST_BODY = 10_000

async function respond(panel: Panel, incoming: NodeRequest, outgoing: ServerResponse): Promise<void> {
  const { method = 'GET', socket, rawHeaders } = incoming
  const headers = new Headers()
  for (let n = 0; n + 1 < rawHeaders.length; n += 2) {
    // What is the Host to HTTP/2.
    const name = rawHeaders[n] === ':authority' ? 'host' : (rawHeaders[n] ?? '')
    if (!name.startsWith(':')) headers.append(name, rawHeaders[n + 1] ?? '')
  }
  const url = targetOf(incoming) ?? new URL('http://panel')
  const body = method === 'GET' || method === 'HEAD' ? null : await bodyOf(incoming)
  const request = new Request(url, { method, headers, body })
  const response = await panel.handle(request, { peer: socket.remoteAddress })
  outgoing.writeHead(response.status, Object.fromEntries(response.headers))
  await pump(response, outgoing)
}

/** What a framework has read already is not there to be read again. */
async function bodyOf(incoming: NodeRequest): Promise<string> {
  if (incoming.body !== undefined)
    return typeof incoming.body === 'string' ? incoming.body : JSON.stringify(incoming.body)
  let text = ''
  for await (const chunk of incoming) {
    text += String(chunk)
    if (text.length > LARGEST_BODY) break
  }
  return text
}

/** Nothing is read that cannot be sent yet: it waits for a slow client, and a client that leaves ends the stream. */
async function pump(response: Response, outgoing: ServerResponse): Promise<void> {
  const reader = response.body?.getReader()
  const left = new AbortController()
  outgoing.once('close', () => {
    left.abort()
    reader?.cancel().catch(() => {})
  })
  while (reader && !outgoing.destroyed) {
    const { done, value } = await reader.read()
    if (done) break
    if (!outgoing.write(value)) await once(outgoing, 'drain', { signal: left.signal }).catch(() => {})
  }
  outgoing.end()
}
