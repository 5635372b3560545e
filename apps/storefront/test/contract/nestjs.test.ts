import { PagamioModule, PagamioPool, PagamioPoolModule } from '@pagamio/nestjs'
import { PagamioHttpModule } from '@pagamio/nestjs/http'
import type { Build } from '../../src/build.ts'
import { build as express } from '../../src/builds/nest-express.ts'
import { build as fastify, openFastify } from '../../src/builds/nest-fastify.ts'
import { describeContract, overHttp } from '../support/contract.ts'

describeContract('NestJS on Express', overHttp(express))
describeContract('NestJS on Fastify', overHttp(fastify))

/** The shop as one merchant of many, with options that come when the application starts. */
const pooled: Build = ({ pagamio: { credentials, ...shared }, ...rest }) => {
  const credentialsFor = () => (typeof credentials === 'function' ? Promise.reject() : credentials)
  const key = Buffer.alloc(32, 7)
  const pool = PagamioPoolModule.forRoot({ ...shared, key, credentialsFor })
  const inject = [PagamioPool]
  const one = PagamioModule.forRootAsync({ inject, useFactory: (all: PagamioPool) => ({ auth: all.for('shop') }) })
  const http = PagamioHttpModule.registerAsync({ useFactory: () => ({ timeout: 30_000 }) })
  return openFastify([pool, one, http], rest)
}

describeContract('NestJS, one merchant of a pool', overHttp(pooled))
