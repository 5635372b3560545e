/** One request as it went, without anything that was in it. */
export interface ProxyEntry {
  readonly method: string
  /** As it was sent, without the query; empty where the target was no path. */
  readonly path: string
  /** 499 where the client left before there was an answer. */
  readonly status: number
  /** Until the answer had been read to its end. */
  readonly ms: number
  /** Why it went nowhere. */
  readonly refused?: string | undefined
  /** The word for an answer that is this proxy's own, and not the API's. */
  readonly own?: string | undefined
  /** The client did not stay for the whole answer. */
  readonly clientLeft: boolean
  /** The API did not send the whole answer: the client saw its connection end. */
  readonly brokenOff: boolean
}

/** Escapes stay escapes: decoded, what a client sends could write lines of its own. */
export const pathOf = (target = ''): string => (target.startsWith('/') ? (target.split(/[?#]/, 1)[0] ?? '') : '')
