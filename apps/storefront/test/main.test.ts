import { execFile, spawn } from 'node:child_process'
import { once as happens } from 'node:events'
import { fileURLToPath } from 'node:url'
import { createSimulator, demoCredentials } from '@pagamio/simulator'
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

test('main --build nestjs --once › takes the tour over HTTP, and ends with 0', async () => {
  const { code, stdout, stderr } = await start(['--build', 'nestjs', '--once'])
  expect(stderr).toBe('')
  expect(stdout).toContain('built with nestjs')
  expect(stdout).toMatch(/✓ +Cold start, 200 at once +200 +1 +0/)
  expect(stdout).toContain('charged once')
  expect(code).toBe(0)
}, 30_000)

test.each(['hono', 'nestjs', 'nestjs-fastify'])(
  'main --build %s › opens the shop, logs in for its visitor, and closes when told to',
  async (build) => {
    await using simulator = createSimulator()
    const { url: PAGAMIO_BASE_URL } = await simulator.listen()
    const { username: PAGAMIO_USERNAME, password: PAGAMIO_PASSWORD } = demoCredentials
    const child = spawn(process.execPath, [main, '--build', build], {
      env: { PATH: process.env.PATH, NO_COLOR: '1', PORT: '0', PAGAMIO_BASE_URL, PAGAMIO_USERNAME, PAGAMIO_PASSWORD },
      timeout: 30_000,
    })
    const ended = happens(child, 'exit')
    let printed = ''
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (printed += text))
    while (child.exitCode === null && !printed.includes('The shop is open')) await happens(child.stdout, 'data')
    const [url = ''] = /http:\/\/127\.0\.0\.1:\d+(?= {2})/.exec(printed) ?? []
    expect((await fetch(`${url}/categories`)).status).toBe(200)
    expect(simulator.log.map(({ endpoint, status }) => [endpoint, status])).toEqual([
      ['login', 200],
      ['categories', 200],
    ])
    child.kill('SIGTERM')
    expect(await ended).toEqual([0, null])
    expect(printed).toContain('The shop closes')
    expect(printed).toMatch(/pagamio \w+: login done/)
    expect(printed).not.toContain(PAGAMIO_PASSWORD)
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
