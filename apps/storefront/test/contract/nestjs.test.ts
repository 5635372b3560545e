import { build as express } from '../../src/builds/nest-express.ts'
import { build as fastify } from '../../src/builds/nest-fastify.ts'
import { describeContract, overHttp } from '../support/contract.ts'

describeContract('NestJS on Express', overHttp(express))
describeContract('NestJS on Fastify', overHttp(fastify))
