import { Hono } from 'hono'
import { createPanel, type PanelOptions } from './panel.ts'
import type { PanelSource } from './panel-source.ts'

/** What the servers for Hono know of a connection: Node's, Bun's and Deno's. */
interface ServerEnv {
  readonly incoming?: { readonly socket?: { readonly remoteAddress?: string | undefined } }
  readonly requestIP?: (request: Request) => { readonly address: string } | null
  readonly server?: Pick<ServerEnv, 'requestIP'>
  readonly remoteAddr?: { readonly hostname?: string }
}

/**
 * The panel as a Hono application, to be mounted with `route`. Streams end with their connections: a server that should
 * close at once ends those.
 * @param shown an instance, a pool, or several of them by name
 * @throws TypeError without `authorize` on runtimes without a peer address, Workers above all
 * @example app.route('/pagamio', pagamioPanel(pagamio))
 * @example app.route('/pagamio', pagamioPanel(pool, { authorize: (request) => isAdmin(request) }))
 */
export function pagamioPanel(shown: PanelSource | Readonly<Record<string, PanelSource>>, options?: PanelOptions): Hono {
  const panel = createPanel(shown, options)
  return new Hono().on(['GET', 'POST'], ['/', '/events', '/incident', '/play'], (c) =>
    panel.handle(c.req.raw, { peer: peerOf(c.req.raw, c.env as ServerEnv | undefined) }),
  )
}

function peerOf(request: Request, env: ServerEnv = {}): string | undefined {
  const byBun = env.requestIP ? env : env.server
  return env.incoming?.socket?.remoteAddress ?? byBun?.requestIP?.(request)?.address ?? env.remoteAddr?.hostname
}
