import type { IncomingMessage, ServerResponse } from 'node:http'
import { visitorOf } from '../node-visitor.ts'
import type { Reply } from '../reply.ts'

/** Express hands out Node's request itself, Fastify one that has it as `raw`. */
export type Visit = IncomingMessage & { readonly raw?: IncomingMessage }

export const requestOf = (visit: Visit): IncomingMessage => visit.raw ?? visit

/** What Express and Fastify have in common. */
export interface Answering {
  /** Fastify has Node's response here, Express is it. */
  readonly raw?: ServerResponse
  header(name: string, value: string): unknown
  status(code: number): unknown
}

/** Aborts when the visitor leaves before an answer. */
export const leavingOf = (answering: Answering): AbortSignal =>
  visitorOf(answering.raw ?? (answering as unknown as ServerResponse))

export function send(answering: Answering, { status, headers, body }: Reply): string | object {
  for (const [name, value] of Object.entries(headers)) answering.header(name, value)
  answering.status(status)
  return body
}
