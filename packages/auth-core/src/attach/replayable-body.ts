/** A longer body that has to be copied is sent once: the copy would keep all of it in memory. */
export const LARGEST_COPY = 1024 * 1024

/** A request body, and whether the same bytes can be sent again after a 401. */
export interface ReplayableBody {
  /** What to send, each time: the caller's own body, or a private copy. */
  readonly body: RequestInit['body']
  /** The content type to set if the caller has none: `fetch` cannot see that this was a FormData. */
  readonly contentType: string | undefined
  readonly replayable: boolean
}

/**
 * Whether the same bytes can be sent a second time: of a body, or of a `Request` with its body. A `Request` qualifies
 * without a body, or with a `content-length` of at most 1 MiB: send it, and keep a `clone()` for the second time. A `Blob`
 * qualifies up to 1 MiB. Streams, iterables and unknown values do not. Reads and copies nothing.
 * @example const spare = isReplayable(request) ? request.clone() : undefined
 */
export function isReplayable(body: unknown): boolean {
  if (body instanceof Request) return body.body === null || lengthOf(body) <= LARGEST_COPY
  if (body instanceof Blob) return body.size <= LARGEST_COPY
  return isConstant(body) || body instanceof FormData || body instanceof URLSearchParams || isBytes(body)
}

/** How long a Request says its body is; NaN where it says nothing. */
export const lengthOf = ({ headers }: Request): number => Number(headers.get('content-length') ?? Number.NaN)

/**
 * Decides at the call, because later is too late. A second send of a stream throws; of a generator it is silently
 * empty; of a FormData it has another boundary; of a Blob it reads the file again. Strings cannot change and stay as
 * they are; views, buffers, URLSearchParams and Blobs up to 1 MiB are copied; a FormData is serialised once. Blob and
 * FormData take a promise and, while the call lasts, their size in memory. Longer Blobs, streams, iterables and unknown
 * values are passed on unchanged and never sent twice.
 */
export function replayableBody(body: unknown): ReplayableBody | Promise<ReplayableBody> {
  if (isConstant(body)) return replayable(body)
  if (body instanceof URLSearchParams) return replayable(new URLSearchParams(body))
  if (body instanceof FormData) return serialised(body)
  if (body instanceof Blob && isReplayable(body)) return copied(body)
  if (isBytes(body)) return replayable(copyOf(body))
  return once(body)
}

const isConstant = (body: unknown): body is string | null | undefined =>
  body === undefined || body === null || typeof body === 'string'

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

const once = (body: unknown): ReplayableBody => ({
  body: body as RequestInit['body'],
  contentType: undefined,
  replayable: false,
})

/** Of a file too, which may be another one by the second time. One that cannot be read is for `fetch` to complain of. */
async function copied(blob: Blob): Promise<ReplayableBody> {
  try {
    return replayable(new Blob([await blob.arrayBuffer()], { type: blob.type }))
  } catch {
    return once(blob)
  }
}

async function serialised(form: FormData): Promise<ReplayableBody> {
  const encoded = new Response(form)
  const contentType = encoded.headers.get('content-type') ?? undefined
  // A Blob of its own, without type: with one, a caller's own content type would not be the only one.
  return replayable(new Blob([await encoded.arrayBuffer()]), contentType)
}
