import { isPagamioAuthError, type PagamioAuthError } from '@pagamio/auth-core'

/** What Pagamio answered: its JSON, or undefined where it was none. */
export interface Answer {
  readonly status: number
  readonly json: unknown
  /** What the client threw for it, where it throws for a status. */
  readonly error?: unknown
}

/**
 * Pagamio, asked by whatever client carries the token: by POST where there is something to send. Once the signal aborts,
 * nothing is sent any more.
 */
export type Ask = (path: string, body?: object | ReadableStream<Uint8Array>, signal?: AbortSignal) => Promise<Answer>

/** Pagamio did not do what it was asked; the message has its own words, where it had some. */
export class UpstreamError extends Error {
  /** The documented code of a refusal; `undefined` where Pagamio said nothing, or nothing that makes sense. */
  readonly code: string | undefined
  /** Whether Pagamio said no. If it did not, what it was asked to do may have been done. */
  readonly refused: boolean

  constructor(
    message: string,
    { cause, code, refused = false }: ErrorOptions & { code?: string; refused?: boolean } = {},
  ) {
    super(message, { cause })
    this.code = code
    this.refused = refused
  }
}

/**
 * The vendor's JSON.
 * @throws UpstreamError for any other answer, and for none; trouble with the token passes
 */
export async function askUpstream(ask: Ask, path: string, body?: object): Promise<object> {
  const { status, json, error } = await ask(path, body).catch((cause: unknown) => {
    if (tokenTroubleIn(cause)) throw cause
    throw new UpstreamError('Pagamio could not be reached', { cause })
  })
  const ok = status >= 200 && status < 300
  // An error can come with status 200: then the envelope says so. So does a purchase that is not final yet.
  const denied = isObject(json) && !isUnderWay(json) && (json.successful === false || json.success === false)
  if (ok && isObject(json) && !denied) return json
  const words = wordsOf(json)
  throw new UpstreamError(`Pagamio answered ${status}${words === undefined ? '' : `: ${words}`}`, {
    cause: error,
    ...codeOf(json),
    refused: ok ? denied : status >= 400 && status < 500,
  })
}

/** Whether a purchase was accepted, and is not final. */
export function isUnderWay(sale: object): boolean {
  const { status } = sale as { readonly status?: unknown }
  return status === 'PENDING' || status === 'PROCESSING'
}

/**
 * One transaction, as the page of records that holds it.
 * @throws UpstreamError also where there is none of this id on this account
 */
export async function askTransaction(ask: Ask, transactionId: string): Promise<object> {
  const page = await askUpstream(ask, `/transactions?${new URLSearchParams({ transactionId })}`, {})
  const { content } = page as { content?: unknown }
  if (!Array.isArray(content) || content.length === 0) throw new UpstreamError('Pagamio has no such transaction')
  return page
}

/** Frameworks wrap what they throw: then it is the cause. */
export function tokenTroubleIn(error: unknown): PagamioAuthError | undefined {
  if (isPagamioAuthError(error)) return error
  const cause = error instanceof Error ? error.cause : undefined
  return isPagamioAuthError(cause) ? cause : undefined
}

/** Error bodies are documented in three forms, and codes as text and as numbers. */
function wordsOf(answer: unknown): string | undefined {
  if (!isObject(answer)) return undefined
  const { responseMessage, message, error } = answer
  return [responseMessage, message, isObject(error) ? error.message : error].find((text) => typeof text === 'string')
}

function codeOf(answer: unknown): { readonly code?: string } {
  if (!isObject(answer)) return {}
  const code = answer.responseCode ?? (isObject(answer.error) ? answer.error.code : undefined)
  return code === undefined ? {} : { code: String(code) }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}
