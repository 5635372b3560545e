import { createServer } from 'node:net'
import { createSimulator, demoCredentials } from '@pagamio/simulator'
import { expect, test } from 'vitest'
import { openMain, runMain } from './support/processes.ts'

const once = (env: Record<string, string> = {}) => runMain(['--once'], env)

test('main --once › takes the tour on the simulator, says so, and ends with 0', async () => {
  const { code, stdout, stderr } = await once()
  expect(stderr).toBe('')
  expect(stdout).toContain('Pagamio is simulated')
  expect(stdout).toMatch(/✓ +Cold start, 1,000 at once +1,000 +1 +0/)
  expect(stdout).toContain('charged once')
  expect(code).toBe(0)
})

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
})

test('main --build nestjs --once › takes the tour over HTTP, and ends with 0', async () => {
  const { code, stdout, stderr } = await runMain(['--build', 'nestjs', '--once'])
  expect(stderr).toBe('')
  expect(stdout).toContain('built with nestjs')
  expect(stdout).toMatch(/✓ +Cold start, 100 at once +100 +1 +0/)
  expect(stdout).toContain('charged once')
  expect(code).toBe(0)
})

test.each(['hono', 'nestjs', 'nestjs-fastify'])(
  'main --build %s › opens the shop, logs in for its visitor, and closes when told to',
  async (build) => {
    await using simulator = createSimulator()
    const { url: PAGAMIO_BASE_URL } = await simulator.listen()
    const { username: PAGAMIO_USERNAME, password: PAGAMIO_PASSWORD } = demoCredentials
    const env = { PORT: '0', PAGAMIO_BASE_URL, PAGAMIO_USERNAME, PAGAMIO_PASSWORD }
    const shop = await openMain(['--build', build], env)
    expect((await fetch(`${shop.url}/categories`)).status).toBe(200)
    expect(simulator.log.map(({ endpoint, status }) => [endpoint, status])).toEqual([
      ['login', 200],
      ['categories', 200],
    ])
    expect(await shop.end()).toBe(0)
    expect(shop.printed()).toContain('The shop closes')
    expect(shop.printed()).toMatch(/pagamio \w+: login done/)
    expect(shop.printed()).not.toContain(PAGAMIO_PASSWORD)
  },
)

test('main › takes the tour, and then opens the shop on a free port where PORT is taken', async () => {
  const taken = createServer()
  await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve))
  const { port } = taken.address() as { port: number }
  const shop = await openMain([], { PORT: String(port) }).finally(() => taken.close())
  expect(shop.printed()).toMatch(/Cold start, 1,000 at once[\s\S]*The shop is open/)
  expect(new URL(shop.url).port).not.toBe(String(port))
  const [, link] = /href="(\/shops\/[^"]+)"/.exec(await (await fetch(shop.url)).text()) ?? []
  expect((await fetch(`${shop.url}${link}`)).status).toBe(200)
  expect(await shop.end()).toBe(0)
})

// What else can be wrong is in arguments.test.ts.
test.each([
  ['an unknown build', ['--build', 'rails'], {}, 'hono, '],
  ['an unknown option', ['--twice'], {}, '--once'],
  ['half an environment', [], { PAGAMIO_USERNAME: 'somebody' }, 'PAGAMIO_PASSWORD'],
  ['a port that is none', [], { PORT: 'abc' }, 'from 0 to 65535'],
  ['a port that is none, for workers', ['--workers', '2'], { PORT: 'abc' }, 'from 0 to 65535'],
])('main › %s is one line with what to do before anything else, and exit code 1', async (_name, args, env, todo) => {
  const { code, stdout, stderr } = await runMain(args, env)
  expect(stdout).toBe('')
  expect(stderr.trim().split('\n')).toHaveLength(1)
  expect(stderr).toContain(todo)
  expect(stderr).not.toContain('somebody')
  expect(code).toBe(1)
})

test('main › beside the shop its tokens are to be seen, and played with where Pagamio is simulated', async () => {
  const shop = await openMain([], { PORT: '0' })
  const [, base, key = ''] = /See the tokens live: (http:\/\/127\.0\.0\.1:\d+\/)#([\w-]+)/.exec(shop.printed()) ?? []
  const headers = { 'pagamio-panel': key }
  const press = (body: object) => fetch(`${base}play`, { method: 'POST', headers, body: JSON.stringify(body) })
  const seen = async () => {
    const reader = (await fetch(`${base}events`, { headers })).body?.pipeThrough(new TextDecoderStream()).getReader()
    const { value = '' } = (await reader?.read()) ?? {}
    await reader?.cancel()
    return value
  }
  expect(await (await fetch(base ?? '')).text()).toContain('<title>Pagamio tokens</title>')
  expect(await seen()).toContain('"state":"empty"')
  await press({ action: 'crowd' })
  await expect.poll(seen).toContain('"state":"fresh"')
  await press({ action: 'turn', minutes: 27 })
  expect(await seen()).toContain('"state":"renew_ahead"')
  expect(await seen()).not.toMatch(/demo-password|"demo"|eyJ/)
  expect(await shop.end()).toBe(0)
})
