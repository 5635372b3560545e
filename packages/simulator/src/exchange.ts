import type { Account } from './accounts.ts'
import type { OpenEntry } from './log-entry.ts'
import type { Server } from './server.ts'

/** One request on its way through the routes: Hono's bindings. The body has been read by then. */
export interface Exchange {
  readonly server: Server
  readonly entry: OpenEntry
  readonly body: string
}

/** What the routes know of a request; `account` is there once its token was found good. */
export interface ApiEnv {
  Bindings: Exchange
  Variables: { account: Account }
}

/** The body's members, if it is a JSON object; anything else has none. */
export function fieldsOf({ body }: Exchange): Readonly<Record<string, unknown>> {
  try {
    const parsed: unknown = JSON.parse(body)
    return typeof parsed === 'object' && parsed !== null ? (parsed as Record<string, unknown>) : {}
  } catch {
    return {}
  }
}

/** A field that is a string with something in it. */
export function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined
}
