import { ignore } from '../platform/ignore.ts'
import { type ReplayableBody, replayableBody } from './replayable-body.ts'
import { replayableRequest } from './replayable-request.ts'

/** One request's method and body, ready to be sent once or twice. */
export interface OutgoingBody {
  readonly method: string
  /** To set where the caller set none (a serialised FormData). */
  readonly contentType: string | undefined
  /** Whether it can be sent a second time, as the same bytes: of a Request it is known once it was sent. */
  readonly replayable: boolean | Promise<boolean>
  /** The body as a member of `init`, unless a Request carries it. */
  readonly init?: RequestInit | undefined
  /** What `fetch` is given: the URL, or a Request that carries what `init` does not say. */
  to(url: string): string | Request
  /** Frees what was kept for a second time, and cancels a stream that was never sent. */
  release(): void
}

export function outgoingBody(request: Request | undefined, init: RequestInit): OutgoingBody | Promise<OutgoingBody> {
  const method = (init.method ?? request?.method ?? 'GET').toUpperCase()
  if (request?.body && (init.body === undefined || init.body === null)) return requestBody(request, method)
  const made = replayableBody(init.body)
  return made instanceof Promise ? made.then((one) => initBody(request, method, one)) : initBody(request, method, made)
}

function initBody(request: Request | undefined, method: string, { body, ...about }: ReplayableBody): OutgoingBody {
  let sent = false
  return {
    method,
    ...about,
    init: body === undefined || body === null ? undefined : { body },
    // A Request without a body still carries mode, cache, signal and the like.
    to(url) {
      sent = true
      return !request || url === request.url ? (request ?? url) : new Request(url, request)
    },
    release() {
      if (!sent && body instanceof ReadableStream) body.cancel().catch(ignore)
    },
  }
}

function requestBody(request: Request, method: string): OutgoingBody {
  const sending = replayableRequest(request)
  return {
    method,
    contentType: undefined,
    get replayable() {
      return sending.replayable
    },
    to: sending.next,
    release: sending.release,
  }
}
