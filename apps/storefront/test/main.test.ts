import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const main = fileURLToPath(new URL('../src/main.ts', import.meta.url))

interface Run {
  code: number
  stdout: string
  stderr: string
}

const once = (env: Record<string, string> = {}) => start(['--once'], env)

/** Runs `main.ts` with nothing of Pagamio in the environment but what is given. */
function start(args: readonly string[], env: Record<string, string> = {}): Promise<Run> {
  return new Promise((resolve) => {
    const options = { env: { PATH: process.env.PATH, NO_COLOR: '1', ...env }, timeout: 30_000 }
    const child = execFile(process.execPath, [main, ...args], options, (_error, stdout, stderr) => {
      resolve({ code: child.exitCode ?? -1, stdout, stderr })
    })
  })
}

test('main --once › takes the tour on the simulator, says so, and ends with 0', async () => {
  const { code, stdout, stderr } = await once()
  expect(stderr).toBe('')
  expect(stdout).toContain('Pagamio is simulated')
  expect(stdout).toMatch(/✓ +Cold start, 1,000 at once +1,000 +1 +0/)
  expect(stdout).toContain('charged once')
  expect(code).toBe(0)
}, 30_000)

test('main --once › with credentials of the sandbox shows its status, takes no tour and sends nothing', async () => {
  const { code, stdout } = await once({
    PAGAMIO_USERNAME: 'somebody',
    PAGAMIO_PASSWORD: 'a-secret',
    PAGAMIO_ENVIRONMENT: 'sandbox',
  })
  expect(stdout).toContain('vas-sandbox-api.pagamio.tech')
  expect(stdout).toContain('No tour')
  expect(stdout).not.toMatch(/somebody|a-secret|Cold start/)
  expect(code).toBe(0)
}, 30_000)

test.each([
  ['half an environment', { PAGAMIO_USERNAME: 'somebody' }, 'PAGAMIO_PASSWORD'],
  [
    'production',
    { PAGAMIO_USERNAME: 'somebody', PAGAMIO_PASSWORD: 'a-secret', PAGAMIO_ENVIRONMENT: 'production' },
    'PAGAMIO_ENVIRONMENT=sandbox',
  ],
])(
  'main --once › %s is one line with what to do, and exit code 1',
  async (_name, env, todo) => {
    const { code, stdout, stderr } = await once(env)
    expect(stdout).toBe('')
    expect(stderr.trim().split('\n')).toHaveLength(1)
    expect(stderr).toContain(todo)
    expect(stderr).not.toMatch(/somebody|a-secret/)
    expect(code).toBe(1)
  },
  30_000,
)

test.each([
  ['an unknown build', ['--build', 'rails'], 'hono, '],
  ['an unknown option', ['--build', 'hono', '--twice'], '--once'],
  ['a build without a name', ['--build'], '--build <name>'],
])(
  'main › %s is one line that lists what there is, and exit code 1',
  async (_name, args, list) => {
    const { code, stdout, stderr } = await start(args)
    expect(stdout).toBe('')
    expect(stderr.trim().split('\n')).toHaveLength(1)
    expect(stderr).toContain(list)
    expect(code).toBe(1)
  },
  30_000,
)
