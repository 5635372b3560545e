/** The most that any call of Pagamio needs, and more. */
export const LARGEST_BODY = 10 * 1024 * 1024

class TooLarge extends Error {}

/** The same request, whose body ends in an error when more comes than anybody needs: for those that do not say how much. */
export function limitedBody(request: Request): Request {
  if (!request.body) return request
  let length = 0
  const counted = new TransformStream<Uint8Array, Uint8Array>({
    transform(chunk, controller) {
      length += chunk.byteLength
      if (length > LARGEST_BODY) controller.error(new TooLarge())
      else controller.enqueue(chunk)
    },
  })
  const { method, headers, signal, url } = request
  const body = request.body.pipeThrough(counted)
  return new Request(url, { method, headers, signal, body, duplex: 'half' } as RequestInit)
}

/** Whether that is what an error comes from. */
export function isTooLarge(error: unknown): boolean {
  for (let seen = error, depth = 0; depth < 5 && seen instanceof Error; seen = seen.cause, depth++)
    if (seen instanceof TooLarge) return true
  return false
}
