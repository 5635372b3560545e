import type { Moment } from '../../src/platform/clock.ts'

/** One request as it left a client, secrets included. */
export interface SeenCall {
  readonly kind: 'login' | 'refresh' | 'api' | 'foreign'
  readonly at: Moment
  /** How often the credentials had been set when it was sent. */
  readonly version: number
  readonly body: unknown
  /** The bare token of the `Authorization` header. */
  readonly bearer: string | undefined
  /** Names the call of `auth.fetch` that it belongs to. */
  readonly callId: string | undefined
  /** Answered, body and all, or given up. */
  over: boolean
}

/** What the client got for it; `undefined` where it got no whole answer. */
export type SeenAnswer = { readonly status: number; readonly text: string } | undefined

/** Members of a JSON object, without trusting it. */
export function fieldsOf(text: unknown): Readonly<Record<string, unknown>> {
  try {
    const parsed: unknown = typeof text === 'string' ? JSON.parse(text) : undefined
    return typeof parsed === 'object' && parsed !== null ? (parsed as Record<string, unknown>) : {}
  } catch {
    return {}
  }
}
