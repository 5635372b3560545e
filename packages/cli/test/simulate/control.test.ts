import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { exitCodes } from '../../src/exit-codes.ts'
import { python, requests } from '../support/python.ts'
import { type Simulation, simulation, simulationWith } from './support/simulation.ts'

const KEY = 'a-key-of-thirty-two-characters-00'
const file = (name: string) => fileURLToPath(new URL(name, import.meta.url))

/** What a shell that has read its lines has in the environment. */
const exported = ({ out }: Simulation): Record<string, string> =>
  Object.fromEntries([...out().matchAll(/^export (\w+)=(.*)$/gm)].map(([, name, value]) => [name, value]))

const call = (url: string | undefined, key: string | undefined, method = 'GET') =>
  fetch(url ?? '', { method, headers: { 'x-simulator-key': key ?? '' } })

describe('pagamio simulate --control', () => {
  test('prints where it is and the key of this run, and does what it is told', async () => {
    const running = simulation('--control')
    const url = await running.url()
    const { PAGAMIO_SIMULATOR_URL: control, PAGAMIO_SIMULATOR_KEY: key } = exported(running)
    expect(control).toBe(url.replace('/api/v1', '/control'))
    expect(key).toMatch(/^[\w-]{32}$/)
    expect((await call(`${control}/reset`, key, 'POST')).status).toBe(204)
    expect((await call(`${control}/reset`, 'another', 'POST')).status).toBe(401)
    expect(running.err()).not.toContain(key)
    await running.stop()
  })

  test('the key of the environment opens it, and is not printed', async () => {
    const running = simulationWith({ PAGAMIO_SIMULATOR_KEY: KEY }, '--control')
    await running.url()
    const { PAGAMIO_SIMULATOR_URL: control } = exported(running)
    expect((await call(`${control}/log`, KEY)).status).toBe(200)
    expect(running.out() + running.err()).not.toContain(KEY)
    await running.stop()
  })

  test('without the flag nothing is there, key or not', async () => {
    const running = simulationWith({ PAGAMIO_SIMULATOR_KEY: KEY })
    const url = await running.url()
    expect((await call(url.replace('/api/v1', '/control/log'), KEY)).status).toBe(404)
    expect(running.out()).not.toContain('SIMULATOR')
    await running.stop()
  })

  test.each<[string, string[], Record<string, string>, number]>([
    ['a short key', ['--control'], { PAGAMIO_SIMULATOR_KEY: 'x'.repeat(31) }, exitCodes.setup],
    ['an empty key', ['--control'], { PAGAMIO_SIMULATOR_KEY: '' }, exitCodes.setup],
    ['other machines, and no key', ['--control', '--address', '0.0.0.0'], {}, exitCodes.setup],
    ['an address that is none', ['--address', 'localhost'], {}, exitCodes.usage],
    ['an address of somebody else', ['--address', '192.0.2.1'], {}, exitCodes.setup],
    ['a name for nothing', ['--control-host', 'simulator'], {}, exitCodes.usage],
  ])('%s starts nothing', async (_name, args, env, code) => {
    const running = simulationWith(env, ...args)
    expect(await running.ended()).toBe(code)
    expect(running.out()).toBe('')
    expect(running.err()).not.toContain('xxx')
  })
})

describe.runIf(requests)('a test in Python', () => {
  test('tells the simulator what to do, and asks what it saw', async () => {
    const running = simulation('--control')
    await running.url()
    const script = file('../scripts/against_the_simulator.py')
    const child = spawn(python ?? '', [script], { env: { PATH: process.env.PATH, ...exported(running) } })
    const closed = once(child, 'close')
    const [out, err] = await Promise.all([text(child.stdout), text(child.stderr)])
    expect({ out, err, code: (await closed)[0] }).toEqual({ out: 'ok\n', err: '', code: 0 })
    await running.stop()
  })
})

const curl = spawnSync('curl', ['--version']).status === 0
describe.runIf(curl)('the lines for curl in the documentation', () => {
  test('do what they say', async () => {
    const page = await readFile(file('../../../../docs/testing/remote-control.md'), 'utf8')
    const script = /```sh\n(control\(\) \{[\s\S]*?)```/.exec(page)?.[1] ?? ''
    expect(script).toContain('control turn-clock')
    const running = simulation('--control')
    await running.url()
    const child = spawn('sh', ['-e', '-c', script], { env: { PATH: process.env.PATH, ...exported(running) } })
    const closed = once(child, 'close')
    const [out, err] = await Promise.all([text(child.stdout), text(child.stderr)])
    expect({ err, code: (await closed)[0] }).toEqual({ err: '', code: 0 })
    expect(out).toContain('{"count":0}')
    await running.stop()
  })
})

describe('its Dockerfile', () => {
  test('starts what it says, with a key and not without, and its check finds it well', async () => {
    const written = await readFile(file('../../deploy/simulator.Dockerfile'), 'utf8')
    const [program, command, ...args] = JSON.parse(/^ENTRYPOINT (.*)$/m.exec(written)?.[1] ?? '[]') as string[]
    expect([program, command]).toEqual(['pagamio', 'simulate'])
    const refused = simulation(...args)
    expect(await refused.ended()).toBe(exitCodes.setup)
    expect(refused.err()).toContain('PAGAMIO_SIMULATOR_KEY')

    const running = simulationWith({ PAGAMIO_SIMULATOR_KEY: KEY }, ...args)
    const url = await running.url()
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:/)
    const [node, ...rest] = JSON.parse(/^ {2}CMD (.*)$/m.exec(written)?.[1] ?? '[]') as string[]
    expect(node).toBe('node')
    const check = async (key: string) => {
      const at = rest.map((arg) => arg.replace('127.0.0.1:8700', new URL(url).host))
      const probe = spawn(process.execPath, at, { env: { PAGAMIO_SIMULATOR_KEY: key } })
      return (await once(probe, 'close'))[0]
    }
    expect([await check(KEY), await check('another')]).toEqual([0, 1])
    await running.stop()
  })
})
