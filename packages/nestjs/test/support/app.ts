import 'reflect-metadata'
import { inspect } from 'node:util'
import type { INestApplication, INestApplicationContext, LoggerService, ModuleMetadata } from '@nestjs/common'
import { type AbstractHttpAdapter, NestFactory } from '@nestjs/core'
import { ExpressAdapter } from '@nestjs/platform-express'
import { FastifyAdapter } from '@nestjs/platform-fastify'
import { onTestFinished } from 'vitest'

export const platforms: readonly (readonly [string, () => AbstractHttpAdapter])[] = [
  ['Express', () => new ExpressAdapter()],
  ['Fastify', () => new FastifyAdapter()],
]

interface LogLine {
  readonly level: string
  readonly text: string
}

/** A logger that keeps what it is told. */
function recorder(lines: LogLine[]): LoggerService {
  const at =
    (level: string) =>
    (...said: unknown[]) =>
      void lines.push({ level, text: said.map((part) => (typeof part === 'string' ? part : inspect(part))).join(' ') })
  return { log: at('log'), warn: at('warn'), error: at('error') }
}

export interface Context {
  readonly app: INestApplicationContext
  readonly lines: readonly LogLine[]
}

/** An application without HTTP, started; what fails is thrown. */
export async function openContext(root: ModuleMetadata): Promise<Context> {
  const lines: LogLine[] = []
  const app = await NestFactory.createApplicationContext({ module: class Root {}, ...root }, settings(lines))
  onTestFinished(() => app.close())
  return { app, lines }
}

export interface ListeningApp {
  readonly app: INestApplication
  readonly url: string
  readonly lines: readonly LogLine[]
}

/** An application that listens on a free port. */
export async function listen(
  root: ModuleMetadata,
  adapter: AbstractHttpAdapter,
  prepare: (app: INestApplication) => unknown = () => {},
): Promise<ListeningApp> {
  const lines: LogLine[] = []
  const app = await NestFactory.create({ module: class Root {}, ...root }, adapter, settings(lines))
  onTestFinished(() => app.close())
  prepare(app)
  await app.listen(0, '127.0.0.1')
  return { app, lines, url: await app.getUrl() }
}

// Nest ends the process otherwise.
const settings = (lines: LogLine[]) => ({ logger: recorder(lines), abortOnError: false })

/** The name of what a promise rejects with, its message and its code. */
export async function rejection(promise: Promise<unknown>): Promise<Error & { readonly code?: string }> {
  const error = await promise.then(
    () => undefined,
    (reason) => reason,
  )
  if (!(error instanceof Error)) throw new Error('The promise was expected to reject with an error.')
  return error
}
