// A NestJS application that its own instrumentation watches, as it is loaded first: it prints the spans of one visit.
const { context } = require('@opentelemetry/api')
const { AsyncLocalStorageContextManager } = require('@opentelemetry/context-async-hooks')
const { NestInstrumentation } = require('@opentelemetry/instrumentation-nestjs-core')
const { InMemorySpanExporter, SimpleSpanProcessor, TracerProvider } = require('@opentelemetry/sdk-trace')

context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable())
const exporter = new InMemorySpanExporter()
const tracerProvider = new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter })] })
const nest = new NestInstrumentation()
nest.setTracerProvider(tracerProvider)
nest.enable()

require('reflect-metadata')
const { Controller, Get, Module } = require('@nestjs/common')
const { NestFactory } = require('@nestjs/core')

async function main() {
  const { createBudget, createPagamioAuth } = await import('@pagamio/auth-core')
  const { instrumentPagamio } = await import('@pagamio/opentelemetry')
  const { createSimulator, demoCredentials } = await import('@pagamio/simulator')
  const simulator = createSimulator()
  const pagamio = createPagamioAuth({
    environment: 'sandbox',
    credentials: demoCredentials,
    fetch: simulator.fetch,
    budget: createBudget(),
  })
  instrumentPagamio(pagamio, { tracerProvider })

  class Shop {
    async categories() {
      return (await pagamio.fetch('/products/categories')).json()
    }
  }
  Controller()(Shop)
  Get('categories')(Shop.prototype, 'categories', Object.getOwnPropertyDescriptor(Shop.prototype, 'categories'))
  class AppModule {}
  Module({ controllers: [Shop] })(AppModule)

  const app = await NestFactory.create(AppModule, { logger: false })
  await app.listen(0, '127.0.0.1')
  const { status } = await fetch(`${await app.getUrl()}/categories`)
  await app.close()
  const spans = exporter.getFinishedSpans().map((span) => ({
    name: span.name,
    id: span.spanContext().spanId,
    links: span.links.map((link) => link.context.spanId),
  }))
  console.log(JSON.stringify({ status, spans }))
}
main()
