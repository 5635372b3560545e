/** What a request came in over: a socket, or a function call. */
export interface Wire {
  /** The caller's IP address, as a rate limiter sees it. */
  readonly address: string
  /** A socket carries what `content-encoding` says; a function call carries what `fetch` would have unpacked. */
  readonly carries: 'encoded' | 'decoded'
  /** Aborts when the caller has gone. */
  readonly signal: AbortSignal | undefined
}

/** Calls back once the caller has gone; at once, if it already has. */
export function whenGone(signal: AbortSignal | undefined, callback: () => void): void {
  if (signal?.aborted) callback()
  else signal?.addEventListener('abort', callback, { once: true })
}
