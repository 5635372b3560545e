import { type Attributes, context } from '@opentelemetry/api'
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks'
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics'
import { InMemorySpanExporter, SimpleSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace'

/** The SDK with what it would send kept in memory. */
export function openTelemetry() {
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable())
  const spans = new InMemorySpanExporter()
  const tracerProvider = new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter: spans })] })
  const sent = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE)
  const reader = new PeriodicExportingMetricReader({ exporter: sent, exportIntervalMillis: 2 ** 30 })
  const meterProvider = new MeterProvider({ readers: [reader] })

  async function metrics() {
    await meterProvider.forceFlush()
    const last = sent.getMetrics().at(-1)
    return (last?.scopeMetrics ?? []).flatMap((scope) => scope.metrics)
  }

  return {
    tracerProvider,
    meterProvider,
    spans: () => spans.getFinishedSpans(),
    metrics,
    /** The value of a metric, for what has at least these attributes. */
    async value(name: string, attributes: Attributes = {}): Promise<unknown> {
      const metric = (await metrics()).find(({ descriptor }) => descriptor.name === name)
      const wanted = Object.entries(attributes)
      return metric?.dataPoints.find((point) => wanted.every(([key, value]) => point.attributes[key] === value))?.value
    },
    async [Symbol.asyncDispose]() {
      context.disable()
      await Promise.all([tracerProvider.shutdown(), meterProvider.shutdown()])
    },
  }
}
