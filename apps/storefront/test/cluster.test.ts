import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { redisIsMissing, startRedis } from '../../../packages/store-redis/test/support/redis-server.ts'

const main = fileURLToPath(new URL('../src/main.ts', import.meta.url))

function start(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    const { PATH, NODE_COMPILE_CACHE } = process.env
    const options = { env: { PATH, NODE_COMPILE_CACHE, NO_COLOR: '1' }, timeout: 60_000 }
    const child = execFile(process.execPath, [main, ...args], options, (_error, stdout, stderr) => {
      resolve({ code: child.exitCode ?? -1, stdout, stderr })
    })
  })
}

test.each([
  ['hono', 3],
  ['nestjs', 2],
])('main --workers › the tour of %s as a cluster shows one login, and ends with 0', async (build, workers) => {
  const { code, stdout, stderr } = await start('--once', '--build', build, '--workers', `${workers}`)
  expect(stderr).toBe('')
  expect(stdout).toContain('share through private files')
  expect(stdout).toMatch(/✓ +Cold start of \d processes, 200 at once +200 +1 +0/)
  expect(stdout).toMatch(/✓ +Token revoked under them all +200 +0 +1/)
  expect(code).toBe(0)
})

describe.skipIf(redisIsMissing('own'))('with Redis', () => {
  test('main --workers --redis › shows one login', async () => {
    const redis = await startRedis()
    const { code, stdout, stderr } = await start('--once', '--workers', '3', '--redis', redis.url).finally(() =>
      redis.close(),
    )
    expect(stderr).toBe('')
    expect(stdout).toContain('share through Redis')
    expect(stdout).toMatch(/✓ +Cold start of 3 processes, 200 at once +200 +1 +0/)
    expect(code).toBe(0)
  })
})

test.each([
  [['--workers', 'many'], '1 to 64'],
  [['--workers', '0'], '1 to 64'],
  [['--redis', 'redis://127.0.0.1:1'], '--workers 4'],
  [['--workers', '2', '--redis', 'redis://127.0.0.1:1'], 'does not answer'],
])('main %j › is one line with what to do, and exit code 1', async (args, todo) => {
  const { code, stderr } = await start('--once', ...args)
  expect(stderr.trim().split('\n')).toHaveLength(1)
  expect(stderr).toContain(todo)
  expect(code).toBe(1)
})
