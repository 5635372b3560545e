import { ignore } from '../platform/ignore.ts'
import { isShort, type ReplayableBody, replayableBody } from './replayable-body.ts'

/** One request's method and body, ready to be sent once or twice. */
export interface OutgoingBody {
  readonly method: string
  /** To set where the caller set none (a serialised FormData). */
  readonly contentType: string | undefined
  /** Whether it can be sent a second time, as the same bytes. */
  readonly replayable: boolean
  /** The body as a member of `init`, unless a Request carries it. */
  readonly init?: RequestInit | undefined
  /** What `fetch` is given: the URL, or a Request that carries what `init` does not say. */
  to(url: string): string | Request
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
    init: body === undefined || body === null ? undefined : { body },
    // A Request without a body still carries mode, cache, signal and the like.
    to: (url) => (!request || url === request.url ? (request ?? url) : new Request(url, request)),
    release: ignore,
  }
}

function requestBody(request: Request, method: string): OutgoingBody {
  const spare = isShort(request) ? request.clone() : undefined
  let next = request
  return {
    method,
    contentType: undefined,
    replayable: spare !== undefined,
    to: () => {
      const from = next
      next = spare ?? request
      return from
    },
    release: () => {
      spare?.body?.cancel().catch(ignore)
    },
  }
}
