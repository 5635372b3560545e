/** The names of all metrics, for dashboards and alert rules of your own. Units are part of the metric, as OpenTelemetry wants it. */
export const metricNames = {
  /** Counter, `{acquisition}`: calls of the token endpoint, by `pagamio.endpoint`, `pagamio.reason` and `pagamio.outcome`. */
  acquisitions: 'pagamio.acquisitions',
  /** Histogram, seconds: from sending to the token; `error.type` if there is none. */
  acquisitionDuration: 'pagamio.acquisition.duration',
  /** Counter, `{token}`: tokens that another process had put into the store. */
  adoptions: 'pagamio.adoptions',
  /** Counter, `{request}`: requests that were answered 401; `pagamio.renewed` says whether they were given another token. */
  rejections: 'pagamio.requests.rejected',
  /** Counter, `{wait}`: callers that had to wait for an acquisition. */
  waits: 'pagamio.callers.waited',
  /** Counter, `{failure}`: the store failed or was too slow, by `pagamio.store` (what it is), `pagamio.operation`, `error.type`. */
  storeFailures: 'pagamio.store.failures',
  /** Counter, `{closing}`: an endpoint was left alone after a 429 or a block, by `pagamio.endpoint`. */
  closings: 'pagamio.endpoint.closings',
  /** Gauge, seconds: what is left of the held token's life. One instance only. */
  tokenLeft: 'pagamio.token.remaining',
  /** Gauge, `{caller}`: callers that wait now. One instance only. */
  callersWaiting: 'pagamio.callers.waiting',
  /** Gauge, `{merchant}`: merchants of a pool, by `pagamio.state`. */
  merchants: 'pagamio.merchants',
  /** Gauge, `{call}`: calls that may be sent at once, by `pagamio.endpoint`. */
  permitsLeft: 'pagamio.permits.available',
  /** Gauge, `{acquisition}`: acquisitions that wait for a permit, by `pagamio.endpoint`. */
  permitsWaiting: 'pagamio.permits.waiting',
  /** Gauge: 1 while the store answers, else 0, by `pagamio.store`. */
  storeUp: 'pagamio.store.up',
  /** Gauge, seconds: how long the last call of the store took, by `pagamio.store`. */
  storeLast: 'pagamio.store.last_call',
  /** Gauge, seconds: the slowest call in the minute before the last one, by `pagamio.store`. */
  storeSlowest: 'pagamio.store.slowest_call',
  /** Gauge: 1 while tokens can be given, else 0. */
  up: 'pagamio.up',
} as const
