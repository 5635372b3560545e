import type { Attributes, Counter, Meter } from '@opentelemetry/api'
import { type Acquisition, type AcquisitionListener, type AnyEvent, type Outcome } from './acquisition.ts'
import { metricNames } from './metric-names.ts'

/** Tells accounts apart in metrics, if that was asked for. */
export type AccountLabel = (account: string) => Attributes

/** What is counted as it happens. */
export class Counters implements Pick<AcquisitionListener, 'ended'> {
  readonly #label: AccountLabel
  readonly #store: () => Attributes
  readonly #acquisitions
  readonly #duration
  readonly #counters

  /** @param store which one it is, where there is one */
  constructor(meter: Meter, label: AccountLabel, store: () => Attributes) {
    const counter = (name: string, unit: string, description: string) =>
      meter.createCounter(name, { unit, description })
    this.#label = label
    this.#store = store
    this.#acquisitions = counter(metricNames.acquisitions, '{acquisition}', 'Calls of the token endpoint')
    this.#duration = meter.createHistogram(metricNames.acquisitionDuration, {
      unit: 's',
      description: 'From sending a call of the token endpoint to its token',
      advice: { explicitBucketBoundaries: [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10] },
    })
    this.#counters = {
      adopted: counter(metricNames.adoptions, '{token}', 'Tokens found in the store'),
      request_rejected: counter(metricNames.rejections, '{request}', 'Requests answered 401'),
      caller_waits: counter(metricNames.waits, '{wait}', 'Callers that had to wait for an acquisition'),
      store_failed: counter(metricNames.storeFailures, '{failure}', 'The store failed or was too slow'),
      endpoint_closed: counter(metricNames.closings, '{closing}', 'An endpoint was left alone after a 429 or a block'),
    }
  }

  readonly hear = (event: AnyEvent): void => {
    const counted: Partial<Record<AnyEvent['type'], Counter>> = this.#counters
    const store = event.type === 'store_failed' ? this.#store() : {}
    counted[event.type]?.add(1, { ...attributesOf(event), ...store, ...this.#label(event.account) })
  }

  ended({ account, endpoint, reason, startedAt }: Acquisition, outcome: Outcome, at: number): void {
    const error: Attributes = 'error' in outcome ? { 'error.type': outcome.error } : {}
    const about = { 'pagamio.endpoint': endpoint, ...this.#label(account) }
    const result = 'error' in outcome ? 'failed' : 'acquired'
    this.#acquisitions.add(1, { ...about, ...error, 'pagamio.reason': reason, 'pagamio.outcome': result })
    this.#duration.record(Math.max(0, at - startedAt) / 1000, { ...about, ...error })
  }
}

function attributesOf(event: AnyEvent): Attributes {
  switch (event.type) {
    case 'request_rejected':
      return { 'pagamio.renewed': event.renewed }
    case 'caller_waits':
      return { 'pagamio.reason': event.reason }
    case 'store_failed':
      return { 'pagamio.operation': event.operation, 'error.type': event.code }
    case 'endpoint_closed':
      return { 'pagamio.endpoint': event.endpoint }
    default:
      return {}
  }
}
