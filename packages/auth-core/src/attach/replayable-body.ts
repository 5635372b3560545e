/** A `Request` with a longer body is sent once: a clone would keep all of it in memory. */
const LARGEST_CLONE = 1024 * 1024

/** A request body, and whether the same bytes can be sent again after a 401. */
export interface ReplayableBody {
  /** What to send, each time: the caller's own body, or a copy that nobody else can change. */
  readonly body: RequestInit['body']
  /** The content type to set when the caller has none: `fetch` does not see any more that this was a FormData. */
  readonly contentType: string | undefined
  readonly replayable: boolean
}

/**
 * Whether the same bytes can be sent a second time: of a body, or of a `Request` with its body. A `Request` qualifies
 * without a body, or with a `content-length` of at most 1 MiB: send it, and keep a `clone()` for the second time. Streams,
 * iterables and unknown values do not qualify. Reads and copies nothing.
 * @example const spare = isReplayable(request) ? request.clone() : undefined
 */
export function isReplayable(body: unknown): boolean {
  if (body instanceof Request) return body.body === null || isShort(body)
  return isConstant(body) || body instanceof FormData || body instanceof URLSearchParams || isBytes(body)
}

/** Whether a Request with a body says that it is worth a clone. */
export const isShort = ({ headers }: Request): boolean =>
  Number(headers.get('content-length') ?? Number.NaN) <= LARGEST_CLONE

/**
 * Decides at the call, because afterwards it is too late: a second send of a stream throws, of a generator is silently
 * empty, of a FormData has another boundary. Strings and Blobs cannot change and stay as they are; views, buffers and
 * URLSearchParams are copied; a FormData is serialised once, which takes a promise and, while the call lasts, its size
 * in memory. Streams, iterables and the unknown pass through untouched and are never sent twice.
 */
export function replayableBody(body: unknown): ReplayableBody | Promise<ReplayableBody> {
  if (isConstant(body)) return replayable(body)
  if (body instanceof URLSearchParams) return replayable(new URLSearchParams(body))
  if (body instanceof FormData) return serialised(body)
  if (isBytes(body)) return replayable(copyOf(body))
  return { body: body as RequestInit['body'], contentType: undefined, replayable: false }
}

const isConstant = (body: unknown): body is string | Blob | null | undefined =>
  body === undefined || body === null || typeof body === 'string' || body instanceof Blob

const isBytes = (body: unknown): body is ArrayBuffer | ArrayBufferView =>
  body instanceof ArrayBuffer || ArrayBuffer.isView(body)

/** Of a view exactly its bytes; of a shared buffer too, which another thread may be writing to. */
const copyOf = (body: ArrayBuffer | ArrayBufferView): ArrayBuffer | Uint8Array<ArrayBuffer> =>
  body instanceof ArrayBuffer ? body.slice() : new Uint8Array(body.buffer, body.byteOffset, body.byteLength).slice()

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
