/** Pagamio said no. Nothing was bought, unless the meaning says otherwise (1204, 1205). */
export interface Refused {
  readonly outcome: 'refused'
  /** The HTTP status; `undefined` if it was refused before anything was sent. */
  readonly status: number | undefined
  /** The API's code, as text; it may be undocumented. */
  readonly code: string | undefined
  /** The documented meaning of the code. */
  readonly meaning: string | undefined
  /** The API's own text. It may contain a balance: log it, do not show it to customers. */
  readonly message: string
  /** The whole answer. */
  readonly answer: unknown
}

/**
 * The limit is used up: by our own count, and nothing was sent, or by a 429. Send the same again after `retryAfterMs`.
 */
export interface Limited {
  readonly outcome: 'limited'
  readonly retryAfterMs: number
}

/**
 * No answer, or a 5xx: the request may have been carried out. If you send a purchase again with the same
 * `merchantReference`, it is the same purchase.
 */
export interface Unanswered {
  readonly outcome: 'unanswered'
  /** The status, if there was one. */
  readonly status: number | undefined
  /** The name or code of what went wrong, such as `ECONNRESET`. */
  readonly reason: string
}

/** An undocumented answer. The request may have been carried out. */
export interface UnexpectedResponse {
  readonly outcome: 'unexpected_response'
  readonly status: number
  /** Where it differs, such as `[0].code`; `body` if it is not JSON of the right kind. Its content is not quoted. */
  readonly field: string
}

export type Failed = Refused | Limited | Unanswered | UnexpectedResponse

/** The result of a query: the API's data, with undocumented fields; or why there is none. */
export type Answer<Data> = { readonly outcome: 'ok'; readonly status: number; readonly data: Data } | Failed
