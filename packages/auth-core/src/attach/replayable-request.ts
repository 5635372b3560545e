import { platformClock, startTimer } from '../platform/clock.ts'
import { ignore } from '../platform/ignore.ts'
import { LARGEST_COPY, lengthOf } from './replayable-body.ts'

/** A `Request` with its body, to be sent once or twice. */
export interface ReplayableRequest {
  /**
   * Whether the same bytes can be sent a second time. Read it after the 401. If the answer was quicker than the copy, it
   * waits for the rest, up to half a second, because a stream may have stalled.
   */
  readonly replayable: boolean | Promise<boolean>
  /** What to send: the first time the Request itself. */
  next(): Request
  /** Frees the copy for the second send, and cancels a body that was not sent. */
  release(): void
}

/**
 * A `Request` does not show what its body was made of, and seldom how long it is. So it is sent as it is, and a copy of
 * its body is kept, up to 1 MiB. A longer one is sent once.
 * @example
 * const sending = replayableRequest(request)
 * const first = await fetch(sending.next())
 * const response = first.status === 401 && (await sending.replayable) ? await fetch(sending.next()) : first
 * sending.release()
 */
export function replayableRequest(request: Request): ReplayableRequest {
  if (request.body === null) return { replayable: true, next: () => request, release: ignore }
  const copy = lengthOf(request) > LARGEST_COPY ? undefined : copyOf(request.clone())
  let sent = false
  return {
    get replayable() {
      return copy?.isWhole() ?? false
    },
    next() {
      const bytes = sent ? copy?.bytes() : undefined
      sent = true
      return bytes === undefined ? request : new Request(request, { body: bytes })
    },
    release() {
      copy?.drop()
      if (!sent) request.body?.cancel().catch(ignore)
    },
  }
}

/** The rest comes as fast as its source gives it, which is at once but for a stream of the caller's own. */
const REST_MS = 500

/** The bytes of a body as they come, until there are too many of them. */
function copyOf({ body }: Request) {
  const reader = (body as ReadableStream<Uint8Array<ArrayBuffer>>).getReader()
  const chunks: Uint8Array<ArrayBuffer>[] = []
  let whole = false
  const drop = () => void reader.cancel().catch(ignore)

  const read = async () => {
    let length = 0
    while (!whole) {
      const { done, value } = await reader.read()
      whole = done
      if (value) chunks.push(value)
      length += value?.byteLength ?? 0
      if (length > LARGEST_COPY) {
        chunks.length = 0
        return drop()
      }
    }
  }
  const reading = read().catch(ignore)

  const rest = () =>
    new Promise<boolean>((resolve) => {
      const timer = startTimer(platformClock, REST_MS, () => resolve(whole))
      reading.then(() => {
        platformClock.clearTimeout(timer)
        resolve(whole)
      })
    })

  return { isWhole: () => whole || rest(), bytes: () => (whole ? new Blob(chunks) : undefined), drop }
}
