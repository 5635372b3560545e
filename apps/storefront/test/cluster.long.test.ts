import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, describe, expect, test } from 'vitest'
import { redisIsMissing, startRedis } from '../../../packages/store-redis/test/support/redis-server.ts'
import { openMain, runMain } from './support/processes.ts'

const TMPDIR = mkdtempSync(join(tmpdir(), 'storefront-test-'))
afterEach(() => expect(readdirSync(TMPDIR), 'left behind').toEqual([]))
afterAll(() => rmSync(TMPDIR, { recursive: true, force: true }))

const COLD_START = /✓ +Cold start of \d processes, 100 at once +100 +1 +0/
const REVOCATION = /✓ +Token revoked under them all +100 +0 +1/

test('main --workers › takes the tour with one login, opens on a free port where PORT is taken, and a neighbour costs one login more', async () => {
  const taken = createServer()
  await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve))
  const { port } = taken.address() as { port: number }
  const shop = await openMain(['--workers', '3'], { TMPDIR, PORT: String(port) }).finally(() => taken.close())
  expect(shop.printed()).toContain('3 processes share through private files')
  expect(shop.printed()).toMatch(COLD_START)
  expect(shop.printed()).toMatch(REVOCATION)
  expect(new URL(shop.url).port).not.toBe(String(port))
  expect((await fetch(`${shop.url}/categories`)).status).toBe(200)
  const visits = Array.from({ length: 12 }, () =>
    fetch(`${shop.url}/shops/corner-cafe/products`, { headers: { connection: 'close' } }),
  )
  expect(new Set((await Promise.all(visits)).map(({ status }) => status))).toEqual(new Set([200]))
  expect(await shop.end()).toBe(0)
  // One for the shop itself, and one for its neighbour.
  expect(shop.printed().match(/: login done/g)).toHaveLength(2)
})

test('main --workers --once › ends after the tour with 0, with a build that is bundled first', async () => {
  const { code, stdout, stderr } = await runMain(['--once', '--build', 'nestjs', '--workers', '2'], { TMPDIR })
  expect(stderr).toBe('')
  expect(stdout).toMatch(COLD_START)
  expect(stdout).toMatch(REVOCATION)
  expect(code).toBe(0)
})

describe.skipIf(redisIsMissing('own'))('with Redis', () => {
  test('main --workers --redis › shows one login', async () => {
    const redis = await startRedis()
    const args = ['--once', '--workers', '2', '--redis', redis.url]
    const { code, stdout, stderr } = await runMain(args, { TMPDIR }).finally(() => redis.close())
    expect(stderr).toBe('')
    expect(stdout).toContain('share through Redis')
    expect(stdout).toMatch(COLD_START)
    expect(code).toBe(0)
  })
})

test.each([
  ['a Redis that does not answer', { args: ['--redis', 'redis://127.0.0.1:1'], env: {}, todo: 'Start one' }],
  [
    'a worker that ends at its start',
    { args: [], env: { NODE_OPTIONS: dying('STOREFRONT_WORKER', 3) }, todo: 'ended at its start (3)' },
  ],
])('main --workers › %s is one line with what to do, and exit code 1', async (_name, { args, env, todo }) => {
  const { code, stderr } = await runMain(['--once', '--workers', '2', ...args], { TMPDIR, ...env })
  expect(stderr.trim().split('\n')).toHaveLength(1)
  expect(stderr).toContain(todo)
  expect(code).toBe(1)
})

/** Has Node end at once where this is in the environment. */
function dying(variable: string, code: number): string {
  return `--import data:text/javascript,if(process.env.${variable})process.exit(${code})`
}
