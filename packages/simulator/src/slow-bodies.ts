import type { Clock } from './clock.ts'
import { type Wire, whenGone } from './wire.ts'

type Bytes = Uint8Array<ArrayBuffer>

/** A body that never comes. */
export function silence(wire: Wire): ReadableStream<Bytes> {
  return new ReadableStream<Bytes>({ start: (controller) => failWhenGone(controller, wire) }, { highWaterMark: 0 })
}

/** Steps of a dripping body per second, as far as single bytes allow. */
const STEPS = 10

/** The bytes, a few at a time, as the clock turns. */
export function drip(bytes: Bytes, bytesPerSecond: number, clock: Clock, wire: Wire): ReadableStream<Bytes> {
  const size = Math.max(1, Math.floor(bytesPerSecond / STEPS))
  let sent = 0
  let timer: unknown
  return new ReadableStream<Bytes>(
    {
      start: (controller) => failWhenGone(controller, wire, () => clock.clearTimeout(timer)),
      pull(controller) {
        const chunk = bytes.slice(sent, sent + size)
        sent += chunk.length
        if (chunk.length === 0) return controller.close()
        return new Promise((resolve) => {
          const send = () => {
            controller.enqueue(chunk)
            resolve()
          }
          timer = clock.setTimeout(send, (1000 * chunk.length) / bytesPerSecond)
        })
      },
      cancel: () => clock.clearTimeout(timer),
    },
    { highWaterMark: 0 },
  )
}

const CHUNK = 64 * 1024

/** JSON that goes on and on within one string: made as it is read, never held. */
export function bomb(megabytes: number, wire: Wire): ReadableStream<Bytes> {
  const padding = new Uint8Array(CHUNK).fill(0x41)
  const chunks = Math.ceil((megabytes * 1024 * 1024) / CHUNK)
  let sent = 0
  const unpacked = new ReadableStream<Bytes>(
    {
      start(controller) {
        if (wire.carries === 'decoded') failWhenGone(controller, wire)
      },
      pull(controller) {
        controller.enqueue(sent === 0 ? new TextEncoder().encode('{"successful":true,"data":{"token":"') : padding)
        if (sent++ >= chunks) controller.close()
      },
    },
    { highWaterMark: 0 },
  )
  return wire.carries === 'encoded' ? unpacked.pipeThrough(new CompressionStream('gzip')) : unpacked
}

/** In a function call nobody but us ends the body when the caller aborts; a socket does it by itself. */
function failWhenGone(controller: ReadableStreamDefaultController<Bytes>, wire: Wire, cleanUp?: () => void): void {
  if (wire.carries === 'encoded') return
  whenGone(wire.signal, () => {
    cleanUp?.()
    controller.error(wire.signal?.reason)
  })
}
