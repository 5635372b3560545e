import type { IncomingMessage } from 'node:http'

/** Express hands out Node's request itself, Fastify one that has it as `raw`. */
export type Visit = IncomingMessage & { readonly raw?: IncomingMessage }

export const requestOf = (visit: Visit): IncomingMessage => visit.raw ?? visit

/** What Express and Fastify have in common. */
export interface Reply {
  header(name: string, value: string): unknown
  status(code: number): unknown
}

export function page(reply: Reply, html: { toString(): string }): string {
  reply.header('content-type', 'text/html; charset=utf-8')
  return html.toString()
}
