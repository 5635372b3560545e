import { createRequire } from 'node:module'
import { HttpModule } from '@nestjs/axios'
import { NestFactory } from '@nestjs/core'
import { ExpressAdapter } from '@nestjs/platform-express'
import { FastifyAdapter } from '@nestjs/platform-fastify'
import { TerminusModule } from '@nestjs/terminus'
import { expect, test } from 'vitest'
import { platforms } from '../../../packages/nestjs/test/support/app.ts'

// NestJS 11 is CommonJS: what `require` finds here is what everybody imports, unless two majors were mixed.
const require = createRequire(import.meta.url)

test('the tests of the package run on the packages of NestJS 11', () => {
  const versions = ['@nestjs/common', '@nestjs/core', '@nestjs/terminus'].map(
    (name) => require(`${name}/package.json`).version,
  )
  for (const version of versions) expect(version).toMatch(/^11\./)
  expect(require('@nestjs/core').NestFactory).toBe(NestFactory)
  expect(require('@nestjs/axios').HttpModule).toBe(HttpModule)
  expect(require('@nestjs/terminus').TerminusModule).toBe(TerminusModule)
  const [express, fastify] = platforms.map(([, adapter]) => adapter())
  expect(express).toBeInstanceOf(ExpressAdapter)
  expect(fastify).toBeInstanceOf(FastifyAdapter)
  expect(require('@nestjs/platform-fastify').FastifyAdapter).toBe(FastifyAdapter)
})
