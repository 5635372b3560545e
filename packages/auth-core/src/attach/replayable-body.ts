/** A request body, and whether the same bytes can be sent again after a 401. */
export interface ReplayableBody {
  /** What to send, each time: the caller's own body, or a copy that nobody else can change. */
  readonly body: RequestInit['body']
  /** The content type to set when the caller has none: `fetch` does not see any more that this was a FormData. */
  readonly contentType: string | undefined
  readonly replayable: boolean
}

/**
 * Decides at the call, because afterwards it is too late: a second send of a stream throws, of a generator is silently
 * empty, of a FormData has another boundary. Strings and Blobs cannot change and stay as they are; views, buffers and
 * URLSearchParams are copied; a FormData is serialised once, which takes a promise and, while the call lasts, its size
 * in memory. Streams, iterables and the unknown pass through untouched and are never sent twice.
 */
export function replayableBody(body: unknown): ReplayableBody | Promise<ReplayableBody> {
  if (body === undefined || body === null || typeof body === 'string' || body instanceof Blob) return replayable(body)
  if (body instanceof URLSearchParams) return replayable(new URLSearchParams(body))
  if (body instanceof FormData) return serialised(body)
  if (body instanceof ArrayBuffer) return replayable(body.slice())
  // A copy of exactly the view's bytes; of a shared buffer too, which another thread may be writing to.
  if (ArrayBuffer.isView(body)) return replayable(new Uint8Array(body.buffer, body.byteOffset, body.byteLength).slice())
  return { body: body as RequestInit['body'], contentType: undefined, replayable: false }
}

const replayable = (body: ReplayableBody['body'], contentType?: string): ReplayableBody => ({
  body,
  contentType,
  replayable: true,
})

async function serialised(form: FormData): Promise<ReplayableBody> {
  const encoded = new Response(form)
  const contentType = encoded.headers.get('content-type') ?? undefined
  // A Blob of its own, without type: with one, a caller's own content type would not be the only one.
  return replayable(new Blob([await encoded.arrayBuffer()]), contentType)
}
