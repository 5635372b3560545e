import { receive } from './reception.ts'
import type { Server } from './server.ts'
import type { Wire } from './wire.ts'

export type SimulatorFetch = (input: string | URL | Request, init?: RequestInit) => Promise<Response>

const REDIRECTS = new Set([301, 302, 303, 307, 308])

/**
 * The simulator as a `fetch`: no socket, any host. Redirects are never followed (`redirect: 'error'` rejects),
 * because what they point at is not here.
 */
export function createInProcessFetch(server: Server, address: string): SimulatorFetch {
  return async (input, init) => {
    const signal = signalOf(input, init)
    signal?.throwIfAborted()
    const request = new Request(input, { ...init, signal: null })
    const wire: Wire = { address, carries: 'decoded', signal }
    const received = receive(server, request, wire)
    const answer = await (signal ? untilAborted(received, signal) : received)
    if (!answer) throw connectionReset()
    if (request.redirect === 'error' && REDIRECTS.has(answer.status))
      throw fetchFailed(new Error('unexpected redirect'))
    Object.defineProperty(answer, 'url', { value: request.url })
    return answer
  }
}

/** `null` in `init` takes away the request's own, as with any `fetch`. */
function signalOf(input: string | URL | Request, init: RequestInit | undefined): AbortSignal | undefined {
  if (init?.signal !== undefined) return init.signal ?? undefined
  return typeof input === 'object' && 'signal' in input ? input.signal : undefined
}

/** The caller leaves; the server goes on with what it has begun. */
function untilAborted<Value>(promise: Promise<Value>, signal: AbortSignal): Promise<Value> {
  return new Promise((resolve, reject) => {
    const leave = () => reject(signal.reason)
    signal.addEventListener('abort', leave, { once: true })
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', leave))
  })
}

/** Word for word what Node's `fetch` rejects with. */
function connectionReset(): TypeError {
  return fetchFailed(Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' }))
}

function fetchFailed(cause: Error): TypeError {
  return new TypeError('fetch failed', { cause })
}
