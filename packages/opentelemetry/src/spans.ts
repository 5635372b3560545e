import { context, type Span, SpanKind, SpanStatusCode, type Tracer, trace } from '@opentelemetry/api'
import { type Acquisition, type AcquisitionListener, type AnyEvent, type Outcome } from './acquisition.ts'

/** More callers than this are not linked to the acquisition that they wait for. */
const MOST_LINKS = 128
/** Of a pool's thousands some may never come to a call: the account that asked longest ago is forgotten. */
const MOST_ACCOUNTS = 256

/**
 * A span for each call of the token endpoint. It belongs to no request, because it serves all waiting callers: each of
 * their spans links to it.
 */
export class AcquisitionSpans implements AcquisitionListener {
  readonly #tracer: Tracer
  readonly #keyOf: (account: string) => string
  readonly #open = new Map<string, Span>()
  /** Spans of callers that came before the call was sent. */
  readonly #waiting = new Map<string, Span[]>()

  /** @param ofPool one instance has one acquisition at a time, also while nobody knows whose account it is */
  constructor(tracer: Tracer, ofPool: boolean) {
    this.#tracer = tracer
    this.#keyOf = ofPool ? (account) => account : () => ''
  }

  readonly hear = (event: AnyEvent): void => {
    const account = this.#keyOf(event.account)
    // No call was needed: its callers wait no longer.
    if (event.type === 'adopted') this.#waiting.delete(account)
    if (event.type !== 'caller_waits') return
    const request = trace.getSpan(context.active())
    if (!request?.isRecording()) return
    const span = this.#open.get(account)
    if (span) return void request.addLink({ context: span.spanContext() })
    const waiting = this.#waiting.get(account) ?? []
    if (waiting.length < MOST_LINKS) this.#waiting.set(account, [...waiting, request])
    const [oldest = account] = this.#waiting.keys()
    if (this.#waiting.size > MOST_ACCOUNTS) this.#waiting.delete(oldest)
  }

  began({ account, endpoint, reason, startedAt }: Acquisition): void {
    const span = this.#tracer.startSpan(`pagamio ${endpoint}`, {
      kind: SpanKind.INTERNAL,
      root: true,
      startTime: startedAt,
      attributes: { 'pagamio.endpoint': endpoint, 'pagamio.reason': reason, 'pagamio.account': account },
    })
    const key = this.#keyOf(account)
    this.#open.set(key, span)
    for (const request of this.#waiting.get(key) ?? []) request.addLink({ context: span.spanContext() })
    this.#waiting.delete(key)
  }

  ended({ account }: Acquisition, outcome: Outcome, at: number): void {
    const key = this.#keyOf(account)
    const span = this.#open.get(key)
    this.#open.delete(key)
    if (!span) return
    if ('token' in outcome) {
      const { generation, lifetimeMs } = outcome.token
      span.setAttributes({ 'pagamio.token.generation': generation, 'pagamio.token.lifetime': lifetimeMs / 1000 })
    } else {
      span.setAttribute('error.type', outcome.error)
      if (outcome.status !== undefined) span.setAttribute('http.response.status_code', outcome.status)
      span.setStatus({ code: SpanStatusCode.ERROR, message: outcome.error })
    }
    span.end(at)
  }

  /** Nobody listens any more: what is open is ended as it is. */
  close(): void {
    for (const span of this.#open.values()) span.end()
    this.#open.clear()
    this.#waiting.clear()
  }
}
