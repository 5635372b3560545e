import { type Attributes, type MeterProvider, metrics, type TracerProvider, trace } from '@opentelemetry/api'
import manifest from '../package.json' with { type: 'json' }
import { type AnyEvent, followAcquisitions } from './acquisition.ts'
import { type AccountLabel, Counters } from './counters.ts'
import { observeStatus } from './gauges.ts'
import type { Instrumented } from './instrumented.ts'
import { AcquisitionSpans } from './spans.ts'

export interface InstrumentOptions {
  /** @default the global one */
  readonly meterProvider?: MeterProvider | undefined
  /** @default the global one */
  readonly tracerProvider?: TracerProvider | undefined
  /**
   * Adds `pagamio.account`, the fingerprint that events have, to what is counted, for the first so many accounts; the rest
   * are `other`. Each account is a time series of its own, which costs money where metrics are kept.
   * @default 0: accounts are not told apart
   */
  readonly mostAccounts?: number | undefined
}

/**
 * Spans for acquisitions, with links from the requests that waited for them, and metrics. Neither has a token, a password or a
 * username in it. A cached `getToken()` costs the same as before.
 * @returns the function that stops it
 * @throws RangeError for a `mostAccounts` that is no whole number of at least 0
 * @example
 * const stop = instrumentPagamio(pagamio)
 */
export function instrumentPagamio(pagamio: Instrumented, options: InstrumentOptions = {}): () => void {
  const { meterProvider = metrics, tracerProvider = trace, mostAccounts = 0 } = options
  const meter = meterProvider.getMeter(manifest.name, manifest.version)
  const counters = new Counters(meter, accountLabel(mostAccounts), storeLabel(pagamio))
  const spans = new AcquisitionSpans(tracerProvider.getTracer(manifest.name, manifest.version), 'for' in pagamio)
  const follow = followAcquisitions({
    began: (acquisition) => spans.began(acquisition),
    ended(...what) {
      spans.ended(...what)
      counters.ended(...what)
    },
  })
  const hear = (event: AnyEvent) => {
    spans.hear(event)
    counters.hear(event)
    follow(event)
  }
  const unsubscribe = pagamio.subscribe(hear, { callers: true })
  const unobserve = observeStatus(meter, pagamio)
  return () => {
    unsubscribe()
    unobserve()
    spans.close()
  }
}

/** It stays the same store: asked for once, because a pool of thousands counts them for its status. */
function storeLabel(pagamio: Instrumented): () => Attributes {
  let label: Attributes | undefined
  return () => {
    label ??= { 'pagamio.store': pagamio.status().store?.kind ?? 'custom' }
    return label
  }
}

function accountLabel(most: number): AccountLabel {
  if (!(Number.isInteger(most) && most >= 0))
    throw new RangeError('mostAccounts should be a whole number of at least 0')
  const known = new Set<string>()
  return (account) => {
    if (most === 0) return {}
    // Until the credentials function was asked.
    if (account === 'unknown') return { 'pagamio.account': account }
    if (known.size < most) known.add(account)
    return { 'pagamio.account': known.has(account) ? account : 'other' }
  }
}
