import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'

/** Among the codes of a parser: there was more after `Connection: close`. */
const MORE_AFTER_THE_LAST = 'HPE_CLOSED_CONNECTION'

/**
 * The connections of a server. A client that sends slowly, or nothing, holds up nobody: where there are too many, the one
 * that has kept waiting longest gives way. And nothing is begun after what was said to be the last request of one.
 */
export class Connections {
  readonly #most: number
  readonly #open = new Set<Socket>()
  /** Those without a whole request, the longest first. */
  readonly #waiting = new Set<Socket>()
  /** Those that end with the request that is answered. */
  readonly #ending = new WeakSet<Socket>()

  constructor(server: Server, most: number) {
    this.#most = most
    server.on('connection', (socket: Socket) => this.#admit(socket))
    server.on('clientError', (error: NodeJS.ErrnoException, socket: Socket) => {
      // Its answer is under way, and the connection ends with it.
      if (error.code !== MORE_AFTER_THE_LAST || !this.#ending.has(socket)) refuseBytes(error, socket)
    })
  }

  /** Hears of each request. False where it may not be begun: the connection has ended with the one before. */
  begin(request: IncomingMessage, response: ServerResponse, last = !response.shouldKeepAlive): boolean {
    const { socket } = request
    if (this.#ending.has(socket)) return false
    if (last) this.#ending.add(socket)
    const busy = () => this.#waiting.delete(socket)
    // A body that comes slowly is no reason to stay.
    if (request.complete) busy()
    else request.once('end', busy)
    response.once('close', () => this.#open.has(socket) && this.#waiting.add(socket))
    return true
  }

  #admit(socket: Socket): void {
    this.#open.add(socket)
    this.#waiting.add(socket)
    socket.once('close', () => {
      this.#open.delete(socket)
      this.#waiting.delete(socket)
    })
    if (this.#open.size <= this.#most) return
    const [longest = socket] = this.#waiting
    this.#open.delete(longest)
    longest.destroy()
  }
}

const SAYINGS: Readonly<Record<string, string>> = {
  HPE_HEADER_OVERFLOW: '431 Request Header Fields Too Large',
  ERR_HTTP_REQUEST_TIMEOUT: '408 Request Timeout',
}

/** What was no request, as Node itself answers it; in the middle of an answer nothing else can be said. */
function refuseBytes({ code = '' }: NodeJS.ErrnoException, socket: Socket): void {
  const { _httpMessage: answering } = socket as { _httpMessage?: ServerResponse | null }
  if (socket.writable && !answering?.headersSent)
    socket.write(`HTTP/1.1 ${SAYINGS[code] ?? '400 Bad Request'}\r\nConnection: close\r\n\r\n`)
  socket.destroy()
}
