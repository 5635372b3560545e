import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { describe, expect, onTestFinished, test } from 'vitest'
import { bin, machine } from './support/run.ts'

const NODE = process.execPath
/** What the program shows of what it was given. */
const SHOW = `console.log(JSON.stringify(process.env))`
/** One call, as a program in any language would make it. */
const CALL = `
  const { PAGAMIO_BASE_URL, PAGAMIO_PROXY_KEY } = process.env
  const get = (authorization) => fetch(PAGAMIO_BASE_URL + '/products/categories', { headers: { authorization } })
  console.log((await get('Bearer ' + PAGAMIO_PROXY_KEY)).status, (await get('Bearer another')).status)`

describe('pagamio run', () => {
  test('gives the program a proxy of its own and a key for it, and ends with it', async () => {
    const { spawn, simulator } = await machine()
    const { out, err, code } = await spawn(['run', '--', NODE, '--input-type=module', '-e', CALL])
    expect({ out, err, code }).toEqual({ out: '200 401\n', err: '', code: 0 })
    expect(simulator.count('login')).toBe(1)
    expect(simulator.count('categories', 'ok')).toBe(1)
  })

  test('the program finds neither the password nor what would lead it elsewhere', async () => {
    const { spawn, env } = await machine()
    const key = Buffer.alloc(32, 7).toString('base64')
    const more = { PAGAMIO_STORE_KEY: key, OTHER: 'kept' }
    const { out } = await spawn(['run', '--', NODE, '-e', SHOW], { env: more })
    const found = JSON.parse(out) as Record<string, string>
    expect(found.OTHER).toBe('kept')
    expect(found.PAGAMIO_BASE_URL).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/)
    expect(found.PAGAMIO_PROXY_KEY).toMatch(/^[\w-]{32}$/)
    for (const name of ['PAGAMIO_USERNAME', 'PAGAMIO_PASSWORD', 'PAGAMIO_STORE_KEY'])
      expect(found[name]).toBeUndefined()
    expect(out).not.toContain(env.PAGAMIO_PASSWORD)
  })

  test('--token-env puts one token there, and starts nothing', async () => {
    const { spawn, run, simulator } = await machine()
    const { out, code } = await spawn(['run', '--token-env', 'API_TOKEN', '--', NODE, '-e', SHOW])
    const found = JSON.parse(out) as Record<string, string>
    expect(code).toBe(0)
    expect(`${found.API_TOKEN}\n`).toBe((await run(['token'])).out)
    expect(found.PAGAMIO_PROXY_KEY).toBeUndefined()
    expect(simulator.count('login')).toBe(1)
  })

  test.each([
    ['its own', 'process.exit(7)', 7],
    ['of a signal', 'process.kill(process.pid, "SIGKILL")', 137],
  ])('the exit code is that of the program: %s', async (_, script, expected) => {
    const { spawn } = await machine()
    expect((await spawn(['run', '--', NODE, '-e', script])).code).toBe(expected)
  })

  test('a program that is not there is 127, as in a shell; a wrong password is 4, and starts none', async () => {
    const { spawn, simulator } = await machine()
    const missing = await spawn(['run', '--', 'no-such-program-here'])
    expect(missing).toMatchObject({ out: '', code: 127, err: expect.stringContaining('There is no such program.') })
    const refused = await spawn(['run', '--', NODE, '-e', SHOW], { env: { PAGAMIO_PASSWORD: 'wrong' } })
    expect(refused).toMatchObject({ out: '', code: 4 })
    expect(simulator.count('login')).toBe(2)
  })

  test.each(['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGUSR2'] as const)('%s is handed on, and not obeyed', async (signal) => {
    const { start } = await machine()
    const script = `process.on('${signal}', () => { console.log('heard'); process.exit(3) }); console.log('up'); setInterval(() => {}, 1e3)`
    const child = start(['run', '--', NODE, '-e', script])
    const out = child.stdout as NodeJS.ReadableStream
    const [up] = await once(out, 'data')
    expect(String(up)).toBe('up\n')
    const rest = text(out)
    child.kill(signal)
    expect((await once(child, 'close'))[0]).toBe(3)
    expect(await rest).toBe('heard\n')
  })

  test('options behind -- are the program’s, also those that look like a password', async () => {
    const { spawn } = await machine()
    const shown = ['-e', 'console.log(process.argv.slice(1).join(" "))', '--', '--password=x', '--profile', 'y']
    expect((await spawn(['run', '--', NODE, ...shown])).out).toBe('--password=x --profile y\n')
    expect(await spawn(['run', '--password=x', '--', NODE])).toMatchObject({ out: '', code: 2 })
  })

  test.each([
    [['run'], 'command'],
    [['run', '--token-env', '1x', '--', 'true'], '--token-env should be'],
    [['run', '--allow', 'nothing', '--', 'true'], '--allow should be'],
    [['run', '--forward-header', 'cookie', '--', 'true'], 'is never forwarded'],
  ])('%j makes no sense', async (args, saying) => {
    const { spawn, simulator } = await machine()
    expect(await spawn(args)).toMatchObject({ out: '', code: 2, err: expect.stringContaining(saying) })
    expect(simulator.count()).toBe(0)
  })

  test('a purchase that was begun is finished, though its program has ended', async () => {
    const { env, simulator } = await machine({ latencyMs: 500 })
    const buy = `
      const { PAGAMIO_BASE_URL: url, PAGAMIO_PROXY_KEY: key } = process.env
      const body = JSON.stringify({ productCode: 'AIR-VOD-001', amount: 10, mobileNumber: '+27821234567',
        paymentMethod: 'cash', channelId: 'Q7RT2M', merchantReference: 'order-1' })
      fetch(url + '/purchase', { method: 'POST', headers: { authorization: 'Bearer ' + key }, body })`
    // The program ends as soon as the API has its purchase.
    const script = `${buy}; process.stdin.once('data', () => process.exit(0))`
    const child = spawn(NODE, [bin, 'run', '--', NODE, '-e', script], { env: { ...env } })
    onTestFinished(() => void child.kill('SIGKILL'))
    while (simulator.count('purchase') === 0) await new Promise((resolve) => setTimeout(resolve, 10))
    child.stdin.write('\n')
    expect((await once(child, 'close'))[0]).toBe(0)
    expect(simulator.charges).toHaveLength(1)
    expect(simulator.log.at(-1)).toMatchObject({ endpoint: 'purchase', status: 200 })
  })
})
