import type { BatchObservableResult, Meter } from '@opentelemetry/api'
import type { Instrumented, InstrumentedStatus } from './instrumented.ts'
import { metricNames } from './metric-names.ts'

const ENDPOINTS = ['login', 'refresh'] as const

/** Nothing where options that come late are wrong ones. */
function statusOf(pagamio: Instrumented): InstrumentedStatus | undefined {
  try {
    return pagamio.status()
  } catch {
    return undefined
  }
}

/** What is looked up whenever metrics are collected; returns the function that stops it. */
export function observeStatus(meter: Meter, pagamio: Instrumented): () => void {
  const gauge = (name: string, unit: string, description: string) =>
    meter.createObservableGauge(name, { unit, description })
  const gauges = {
    up: gauge(metricNames.up, '1', 'Whether tokens can be given'),
    tokenLeft: gauge(metricNames.tokenLeft, 's', "What is left of the held token's life"),
    callersWaiting: gauge(metricNames.callersWaiting, '{caller}', 'Callers that wait for a token'),
    merchants: gauge(metricNames.merchants, '{merchant}', 'Merchants of a pool'),
    permitsLeft: gauge(metricNames.permitsLeft, '{call}', 'Calls that may be sent at once'),
    storeUp: gauge(metricNames.storeUp, '1', 'Whether the store answered last time'),
    storeLast: gauge(metricNames.storeLast, 's', 'How long the last call of the store took'),
    storeSlowest: gauge(metricNames.storeSlowest, 's', 'The slowest call in the minute before the last one'),
    permitsWaiting: gauge(metricNames.permitsWaiting, '{acquisition}', 'Acquisitions that wait for a permit'),
  }

  const observe = (result: BatchObservableResult) => {
    const status = statusOf(pagamio)
    if (!status) return result.observe(gauges.up, 0)
    for (const endpoint of ENDPOINTS) {
      const about = { 'pagamio.endpoint': endpoint }
      result.observe(gauges.permitsLeft, status.budget[endpoint].left, about)
      result.observe(gauges.permitsWaiting, status.budget[endpoint].waiting, about)
    }
    result.observe(gauges.up, status.health === 'down' ? 0 : 1)
    if (status.store) {
      const { kind, state, latency } = status.store
      const about = { 'pagamio.store': kind }
      result.observe(gauges.storeUp, state === 'working' ? 1 : 0, about)
      if (latency) {
        result.observe(gauges.storeLast, latency.lastMs / 1000, about)
        result.observe(gauges.storeSlowest, latency.slowestMs / 1000, about)
      }
    }
    if ('usable' in status && typeof status.usable === 'number') {
      const { merchants, usable, acquiring, inTrouble } = status as Extract<InstrumentedStatus, { merchants: number }>
      const states = { held: merchants, usable, acquiring, in_trouble: inTrouble }
      for (const [state, count] of Object.entries(states))
        result.observe(gauges.merchants, count, { 'pagamio.state': state })
    } else {
      const { at, expiresAt, waiting } = status as Extract<InstrumentedStatus, { waiting: number }>
      result.observe(gauges.callersWaiting, waiting)
      if (expiresAt !== undefined) result.observe(gauges.tokenLeft, Math.max(0, expiresAt - at) / 1000)
    }
  }
  const observed = Object.values(gauges)
  meter.addBatchObservableCallback(observe, observed)
  return () => meter.removeBatchObservableCallback(observe, observed)
}
