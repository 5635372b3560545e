import { BODYLESS, errorAnswer, htmlPage } from './error-answers.ts'
import type { Exchange } from './exchange.ts'
import type { Fault } from './fault.ts'
import { refuse } from './refuse.ts'
import { bomb, drip, silence } from './slow-bodies.ts'
import { type Wire, whenGone } from './wire.ts'

/** Answers as the fault says; undefined is a lost connection. `work` is what would have been the answer. */
export async function answerBadly(
  fault: Fault,
  { exchange, wire, work }: { exchange: Exchange; wire: Wire; work: () => Promise<Response> },
): Promise<Response | undefined> {
  const { activity, options } = exchange.server
  switch (fault.kind) {
    case 'status':
      return errorAnswer(fault.status, fault.body ?? (fault.status === 429 ? 'plain' : 'envelope'), fault.headers)
    case 'refusal':
      return refuse(exchange, fault)
    case 'delay':
      await activity.park((resume) => void options.clock.setTimeout(resume, fault.ms))
      return work()
    case 'reset':
      return undefined
    case 'lose-answer':
      await work()
      return undefined
    case 'hang':
      await activity.park((resume) => whenGone(wire.signal, resume))
      return undefined
    case 'hang-after-headers':
      return withBody(await work(), silence(wire))
    case 'drip': {
      const answer = await work()
      const bytes = new Uint8Array(await answer.arrayBuffer())
      return withBody(answer, drip(bytes, fault.bytesPerSecond ?? 10, options.clock, wire))
    }
    case 'malformed-json':
      return json('{"successful":true,"data":{"token":')
    case 'html':
      return htmlPage(200, 'Welcome')
    case 'gzip-bomb':
      return json(bomb(fault.megabytes ?? 1024, wire), { 'content-encoding': 'gzip' })
    case 'redirect':
      return new Response(null, { status: fault.status ?? 307, headers: { location: fault.location } })
    case 'answer': {
      const { body, status = 200, contentType = 'application/json' } = fault
      return new Response(BODYLESS.has(status) ? null : body, { status, headers: { 'content-type': contentType } })
    }
  }
}

function withBody({ status, headers }: Response, body: ReadableStream<Uint8Array<ArrayBuffer>>): Response {
  return new Response(body, { status, headers })
}

function json(body: string | ReadableStream<Uint8Array<ArrayBuffer>>, headers: Record<string, string> = {}): Response {
  return new Response(body, { headers: { 'content-type': 'application/json', ...headers } })
}
