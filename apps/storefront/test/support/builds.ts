import type { Build } from '../../src/build.ts'
import { build as hono } from '../../src/builds/hono.ts'
import { build as nestExpress } from '../../src/builds/nest-express.ts'
import { build as nestFastify } from '../../src/builds/nest-fastify.ts'
import { build as axios } from '../../src/builds/node-axios.ts'
import { build as nodeFetch } from '../../src/builds/node-fetch.ts'
import { build as ky } from '../../src/builds/node-ky.ts'

/** Every build, as its file has it. */
export const builds: readonly (readonly [string, Build])[] = [
  ['Hono', hono],
  ['NestJS on Express', nestExpress],
  ['NestJS on Fastify', nestFastify],
  ['plain Node with ky', ky],
  ['plain Node with axios', axios],
  ['plain Node with fetch', nodeFetch],
]
