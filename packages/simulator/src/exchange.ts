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

/** The body's members, if it is a JSON object. */
export function fieldsOf({ body }: Exchange): Readonly<Record<string, unknown>> {
  try {
    const parsed: unknown = JSON.parse(body)
    return typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed)
      ? (parsed as Record<string, unknown>)
      : NONE
  } catch {
    return NONE
  }
}

/** What a body has that is no JSON object. */
export const NONE: Readonly<Record<string, unknown>> = Object.freeze({})

/** A field that is a string with something in it. */
export function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined
}

/** Those that are no text, or an empty one. */
export const missingOf = (fields: Readonly<Record<string, unknown>>, names: readonly string[]): readonly string[] =>
  names.filter((name) => textOf(fields[name]) === undefined)
