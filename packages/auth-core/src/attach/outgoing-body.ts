import { ignore } from '../platform/ignore.ts'
import { isShort, type ReplayableBody, replayableBody } from './replayable-body.ts'

/** One request's method and body, ready to be sent once or twice. */
export interface OutgoingBody {
  readonly method: string
  /** To set where the caller set none (a serialised FormData). */
  readonly contentType: string | undefined
  /** Whether `call` can be used a second time, for the same bytes. */
  readonly replayable: boolean
  /** The arguments for `fetch`. */
  call(url: string, init: RequestInit): [string | Request, RequestInit]
  /** Frees what was kept for a second time. */
  release(): void
}

export function outgoingBody(request: Request | undefined, init: RequestInit): OutgoingBody | Promise<OutgoingBody> {
  const method = (init.method ?? request?.method ?? 'GET').toUpperCase()
  if (request?.body && (init.body === undefined || init.body === null)) return requestBody(request, method)
  const made = replayableBody(init.body)
  return made instanceof Promise ? made.then((one) => initBody(request, method, one)) : initBody(request, method, made)
}

function initBody(request: Request | undefined, method: string, { body, ...about }: ReplayableBody): OutgoingBody {
  return {
    method,
    ...about,
    call: (url, rest) => {
      const sent = body === undefined || body === null ? rest : { ...rest, body }
      // A Request without a body still carries mode, cache, signal and the like.
      if (!request) return [url, sent]
      return [url === request.url ? request : new Request(url, request), sent]
    },
    release: ignore,
  }
}

function requestBody(request: Request, method: string): OutgoingBody {
  let spare = isShort(request) ? request.clone() : undefined
  let used = false
  return {
    method,
    contentType: undefined,
    replayable: spare !== undefined,
    call: (_url, init) => {
      const from = used && spare ? spare : request
      if (used) spare = undefined
      used = true
      return [from, init]
    },
    release: () => {
      spare?.body?.cancel().catch(() => {})
      spare = undefined
    },
  }
}
