import type { IncomingMessage, ServerResponse } from 'node:http'
import { visitorOf } from '../node-visitor.ts'

/** Express hands out Node's request itself, Fastify one that has it as `raw`. */
export type Visit = IncomingMessage & { readonly raw?: IncomingMessage }

export const requestOf = (visit: Visit): IncomingMessage => visit.raw ?? visit

/** What Express and Fastify have in common. */
export interface Reply {
  /** Fastify has Node's response here, Express is it. */
  readonly raw?: ServerResponse
  header(name: string, value: string): unknown
  status(code: number): unknown
}

/** Aborts when the visitor leaves before an answer. */
export const leavingOf = (reply: Reply): AbortSignal => visitorOf(reply.raw ?? (reply as unknown as ServerResponse))

export function page(reply: Reply, html: { toString(): string }): string {
  reply.header('content-type', 'text/html; charset=utf-8')
  return html.toString()
}
