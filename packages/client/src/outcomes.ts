/** Pagamio said no. Nothing was bought, unless the meaning says otherwise (1204, 1205). */
export interface Refused {
  readonly outcome: 'refused'
  /** The HTTP status; `undefined` where it was seen before anything was sent. */
  readonly status: number | undefined
  /** As the API gave it, as text; it may be one that the documentation does not know. */
  readonly code: string | undefined
  /** What the documentation says that the code means. */
  readonly meaning: string | undefined
  /** The API's own words. They may hold a balance: log them, do not show them to customers. */
  readonly message: string
  /** The whole answer. */
  readonly answer: unknown
}

/** The limit is used up: here, so that nothing was sent, or there (429). The same again may be sent after `retryAfterMs`. */
export interface Limited {
  readonly outcome: 'limited'
  readonly retryAfterMs: number
}

/**
 * No answer, or a 5xx: what was asked for may have happened. A purchase that is sent again with the same
 * `merchantReference` is the same purchase.
 */
export interface Unanswered {
  readonly outcome: 'unanswered'
  /** The status, if there was one. */
  readonly status: number | undefined
  /** The name or code of what went wrong, such as `ECONNRESET`. */
  readonly reason: string
}

/** An answer that is not of the documented form. What was asked for may have happened. */
export interface UnexpectedResponse {
  readonly outcome: 'unexpected_response'
  readonly status: number
  /** Where it differs, such as `[0].code`; `body` for what is no JSON of the right kind. Its content is not quoted. */
  readonly field: string
}

export type Failed = Refused | Limited | Unanswered | UnexpectedResponse

/** What a question comes to: the data as the API gave it, fields that no page knows included; or why there is none. */
export type Answer<Data> = { readonly outcome: 'ok'; readonly status: number; readonly data: Data } | Failed
