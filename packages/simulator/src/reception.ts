import { api } from './api.ts'
import { authorizationOf } from './bearer.ts'
import { endpointOf } from './endpoint.ts'
import { BASE_PATH, environmentOf } from './environment.ts'
import { htmlPage, tooManyRequests } from './error-answers.ts'
import { answerBadly } from './fault-answers.ts'
import type { OpenEntry, Outcome } from './log-entry.ts'
import type { Seams } from './seams.ts'
import type { Server } from './server.ts'
import type { Wire } from './wire.ts'

/**
 * Takes in a request and answers it; undefined means that the connection is to be reset.
 * Log, limits and faults are settled before the first await, so that requests count in the order they came in.
 */
export async function receive(server: Server, request: Request, wire: Wire): Promise<Response | undefined> {
  const { activity, faults, limits, log, options } = server
  const entry = openEntry(server, request, wire)
  log.add(entry)
  const verdict = limits.admit({
    endpoint: entry.endpoint,
    origin: `${entry.environment} ${wire.address}`,
    bearer: request.headers.get('authorization') ?? '',
    at: entry.at,
  })
  const fault = verdict === 'admitted' ? faults.take(entry.endpoint) : undefined
  entry.fault = fault?.kind
  if (fault && fault.kind !== 'delay') entry.outcome = 'fault'
  if (verdict !== 'admitted') entry.outcome = verdict

  activity.enter()
  const tell = once(() => options.onRequest(entry))
  try {
    const body = await bodyOf(request)
    const hashed = hashInto(entry, body, options.seams)
    if (options.latencyMs > 0) await activity.park((resume) => void options.clock.setTimeout(resume, options.latencyMs))
    if (fault?.kind === 'hang') {
      await hashed
      tell()
    }
    const exchange = { server, entry, body: new TextDecoder().decode(body) }
    const work = async () => api.fetch(request, exchange)
    const answer =
      verdict === 'blocked'
        ? htmlPage(403, 'Access denied')
        : verdict === 'rate_limited'
          ? tooManyRequests(entry.path.slice(BASE_PATH.length))
          : await (fault ? answerBadly(fault, { exchange, wire, work }) : work())
    await hashed
    entry.status = answer?.status
    if (entry.outcome === 'pending' && answer) entry.outcome = outcomeOf(answer.status)
    return answer
  } finally {
    if (entry.outcome === 'pending') entry.outcome = 'aborted'
    tell()
    activity.leave()
  }
}

/** Calls at most once. The listener is somebody else's: whatever becomes of it, the request goes its way. */
function once(listener: () => unknown): () => void {
  let called = false
  return () => {
    if (called) return
    called = true
    try {
      const result = listener()
      if (result instanceof Promise) result.catch(() => {})
    } catch {}
  }
}

function openEntry({ options }: Server, request: Request, wire: Wire): OpenEntry {
  const url = new URL(request.url)
  return {
    endpoint: endpointOf(request.method, url.pathname, options.strict),
    method: request.method,
    path: url.pathname,
    address: wire.address,
    environment: environmentOf(url.hostname, options.environment),
    merchant: undefined,
    generation: undefined,
    status: undefined,
    outcome: 'pending',
    fault: undefined,
    bodyHash: undefined,
    contentType: request.headers.get('content-type') ?? undefined,
    authorization: authorizationOf(request.headers.get('authorization')),
    userAgent: request.headers.get('user-agent') ?? undefined,
    at: options.clock.monotonic(),
  }
}

async function bodyOf(request: Request): Promise<Uint8Array<ArrayBuffer>> {
  return request.method === 'GET' || request.method === 'HEAD'
    ? new Uint8Array()
    : new Uint8Array(await request.arrayBuffer())
}

async function hashInto(entry: OpenEntry, body: Uint8Array<ArrayBuffer>, { digest }: Seams): Promise<void> {
  if (body.length === 0) return
  const hash = new Uint8Array(await digest(body))
  entry.bodyHash = Array.from(hash, (byte) => byte.toString(16).padStart(2, '0')).join('')
}

function outcomeOf(status: number): Outcome {
  if (status < 300) return 'ok'
  if (status === 401) return 'unauthorized'
  if (status === 403) return 'forbidden'
  return status === 404 ? 'not_found' : 'bad_request'
}
