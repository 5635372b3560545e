import type { FetchLike } from '@pagamio/auth-core'

export interface HandWrittenToken {
  readonly authorization: string
  /** Wall-clock milliseconds. */
  readonly expiresAt: number
}

export interface HandWritten {
  getToken(options?: { signal?: AbortSignal; rejected?: HandWrittenToken }): Promise<HandWrittenToken>
  readonly fetch: FetchLike
}

/**
 * What a careful programmer writes in an afternoon: a cache, one login for all callers, one retry after a 401. It knows no
 * limits, no refresh, no back-off, and it renews no token ahead of time.
 */
export function handWritten(login: () => Promise<HandWrittenToken>): HandWritten {
  let token: HandWrittenToken | undefined
  let flight: Promise<HandWrittenToken> | undefined

  async function acquire(): Promise<HandWrittenToken> {
    try {
      token = await login()
      return token
    } finally {
      flight = undefined
    }
  }

  const getToken: HandWritten['getToken'] = async (options) => {
    if (token && token !== options?.rejected && Date.now() < token.expiresAt) return token
    flight ??= acquire()
    return options?.signal ? untilAborted(flight, options.signal) : flight
  }

  return {
    getToken,
    async fetch(input, init) {
      const first = await getToken()
      const response = await send(input, init, first)
      if (response.status !== 401) return response
      await response.body?.cancel()
      return send(input, init, await getToken({ rejected: first }))
    },
  }
}

function send(input: string | URL | Request, init: RequestInit | undefined, { authorization }: HandWrittenToken) {
  return fetch(input, { ...init, headers: { ...(init?.headers as Record<string, string>), authorization } })
}

function untilAborted<Value>(promise: Promise<Value>, signal: AbortSignal): Promise<Value> {
  return new Promise((resolve, reject) => {
    const leave = () => reject(signal.reason)
    signal.addEventListener('abort', leave, { once: true })
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', leave))
  })
}
