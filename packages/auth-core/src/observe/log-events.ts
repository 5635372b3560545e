import { errorCodes } from '../errors/error-codes.ts'
import type { Listener, PagamioAuthEvent } from './events.ts'

/** The part of a console or a logger that is used. */
export interface EventLog {
  info(line: string): void
  warn(line: string): void
}

/** One event for a logger: a level, a sentence, and its fields. */
export interface EventRecord {
  readonly level: 'info' | 'warn'
  readonly message: string
  /** The event as plain fields, without a secret; with `hint` if you can do something about it. */
  readonly fields: Readonly<Record<string, string | number | boolean | undefined>>
}

const seconds = (ms: number | undefined): string => `${Math.ceil((ms ?? 0) / 1000)} s`

function lineOf(event: PagamioAuthEvent): { line: string; warn: boolean } {
  const info = (line: string) => ({ line, warn: false })
  const warn = (line: string) => ({ line, warn: true })
  switch (event.type) {
    case 'acquiring':
      return info(`${event.endpoint} (${event.reason.replace('_', ' ')})`)
    case 'acquired':
      return info(`${event.endpoint} done in ${Math.round(event.tookMs)} ms: token for ${seconds(event.lifetimeMs)}`)
    case 'adopted':
      return info('newer token adopted from the store')
    case 'acquisition_failed': {
      const why = event.status ?? event.cause
      const known = why === undefined ? '' : ` (${why})`
      const retry = event.retryAfterMs === undefined ? '' : `, next try in ${seconds(event.retryAfterMs)}`
      return warn(`no new token: ${event.code}${known}${event.held ? ', the held one is still good' : ''}${retry}`)
    }
    case 'endpoint_closed':
      return warn(`${event.endpoint} is over its limit: closed for ${seconds(event.forMs)}`)
    case 'token_rejected':
      return event.suppressedForMs > 0
        ? warn(`401 again with a new token: no more tried for ${seconds(event.suppressedForMs)} (a permission?)`)
        : info('401: the token is replaced')
    case 'response_warning':
      return warn(`odd answer: ${event.warning}`)
    case 'internal_error':
      return warn(`a fault of @pagamio/auth-core, please report it: ${event.event} at ${event.step}`)
    case 'store_failed':
      return warn(`store: ${event.operation} failed (${event.code}), going on alone`)
    case 'store_unreadable':
      return warn('store: its text for this account cannot be opened, foreign or damaged: it will be replaced')
  }
}

/**
 * One event for a logger that takes fields.
 * @example
 * pagamio.subscribe((event) => {
 *   const { level, message, fields } = describeEvent(event)
 *   pino[level](fields, message) // winston.log(level, message, fields)
 * })
 */
export function describeEvent(event: PagamioAuthEvent): EventRecord {
  const { line, warn } = lineOf(event)
  const hint = hintOf(event)
  const message = `pagamio ${event.account}: ${line}${hint ? `. ${hint}` : ''}`
  return { level: warn ? 'warn' : 'info', message, fields: { ...event, ...(hint && { hint }) } }
}

function hintOf(event: PagamioAuthEvent): string | undefined {
  if (event.type === 'acquisition_failed') return errorCodes[event.code]
  return event.type === 'endpoint_closed' ? errorCodes.rate_limited : undefined
}

/**
 * Prints events as one line each. Returns a function that stops it.
 * @example const stop = logEvents(pagamio, console)
 */
export function logEvents(auth: { subscribe(listener: Listener): () => void }, log: EventLog): () => void {
  return auth.subscribe((event) => {
    const { level, message } = describeEvent(event)
    // What an async logger rejects with reaches nobody: listeners answer it.
    return log[level](message)
  })
}
