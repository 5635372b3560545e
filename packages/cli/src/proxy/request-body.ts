import type { IncomingMessage } from 'node:http'
import { Readable } from 'node:stream'

/** The most that any call of Pagamio needs, and more. */
export const LARGEST_BODY = 10 * 1024 * 1024
/** What is kept in memory to be sent again after a 401. */
const LARGEST_KEPT = 1024 * 1024

/** There came more than anybody needs, from a client that did not say how much it would be. */
class TooLarge extends Error {}

/** What a client sends: all of it, where it is short, or its beginning and the rest as it comes; null for nothing. */
export async function bodyOf(request: IncomingMessage): Promise<Buffer | Readable | null> {
  const { 'content-length': length, 'transfer-encoding': chunked } = request.headers
  if (chunked === undefined && (length === undefined || length === '0')) return null
  const chunks = request[Symbol.asyncIterator]() as AsyncIterator<Buffer, undefined>
  const kept: Buffer[] = []
  let bytes = 0
  while (bytes <= LARGEST_KEPT) {
    const { done, value } = await chunks.next()
    if (done) return Buffer.concat(kept)
    kept.push(value)
    bytes += value.length
  }
  return Readable.from(wholeOf(kept, chunks), { objectMode: false })
}

/** A length that is said has been judged by the gate, and Node holds the client to it. */
async function* wholeOf(kept: Buffer[], rest: AsyncIterator<Buffer, undefined>): AsyncGenerator<Buffer> {
  let bytes = 0
  for (;;) {
    const chunk = kept.shift() ?? (await rest.next()).value
    if (chunk === undefined) return
    bytes += chunk.length
    if (bytes > LARGEST_BODY) throw new TooLarge()
    yield chunk
  }
}

/** Whether that is what an error comes from. */
export function isTooLarge(error: unknown): boolean {
  for (let seen = error, depth = 0; depth < 5 && seen instanceof Error; seen = seen.cause, depth++)
    if (seen instanceof TooLarge) return true
  return false
}
