import type { Build } from '../../src/build.ts'
import { build as hono } from '../../src/builds/hono.ts'
import { build as axios } from '../../src/builds/node-axios.ts'
import { build as nodeFetch } from '../../src/builds/node-fetch.ts'
import { build as ky } from '../../src/builds/node-ky.ts'

/** Every build, as its file has it. */
export const builds: readonly (readonly [string, Build])[] = [
  ['Hono', hono],
  ['plain Node with ky', ky],
  ['plain Node with axios', axios],
  ['plain Node with fetch', nodeFetch],
]
