// grafana/*: every metric that they name is one of ours.
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { metricNames } from '../src/index.ts'

/** As OpenTelemetry's Prometheus exporter writes them: with the unit, and `_total` for what only grows. */
const exported = new Set(
  Object.values(metricNames).flatMap((name) => {
    const plain = name.replaceAll('.', '_')
    return [plain, `${plain}_total`, `${plain}_seconds`, `${plain}_seconds_bucket`, `${plain}_ratio`]
  }),
)
const labels = [
  'pagamio_endpoint',
  'pagamio_outcome',
  'pagamio_reason',
  'pagamio_renewed',
  'pagamio_operation',
  'pagamio_state',
  'pagamio_store',
]

test.each(['dashboard.json', 'alerts.yaml'])('%s names our metrics', (file) => {
  const text = readFileSync(new URL(`../grafana/${file}`, import.meta.url), 'utf8')
  const named = new Set(text.match(/\bpagamio_[a-z_]+/g))
  expect(named.size).toBeGreaterThan(4)
  expect([...named].filter((name) => !exported.has(name) && !labels.includes(name))).toEqual([])
})
