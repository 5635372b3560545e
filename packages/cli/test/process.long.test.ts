import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { text } from 'node:stream/consumers'
import { describe, expect, onTestFinished, test } from 'vitest'
import { bin, type Machine, machine } from './support/run.ts'

const purchase = [
  ...['api', 'POST', '/purchase', '-F', 'amount=50', '-f', 'channelId=Q7RT2M', '-f', 'productCode=AIR-VOD-001'],
  ...['-f', 'mobileNumber=+27821234567', '-f', 'paymentMethod=cash', '-f', 'merchantReference=order-1'],
]
const CATEGORIES = ['api', '/products/categories']

describe('exit codes', () => {
  const answer = (status: number) => (shop: Machine) =>
    shop.simulator.failNext('categories', { kind: 'status', status })
  const cases: readonly (readonly [number, readonly string[], string, (shop: Machine) => void])[] = [
    [0, ['token'], 'a token', () => {}],
    [1, ['doctor'], 'a check failed', ({ simulator }) => simulator.changePassword('demo', 'another')],
    [2, ['token', '--nothing'], 'no such option', () => {}],
    [4, ['token'], 'a wrong password', ({ simulator }) => simulator.changePassword('demo', 'another')],
    [5, CATEGORIES, 'no answer', ({ simulator }) => simulator.failNext('categories', { kind: 'reset' })],
    [6, ['token'], 'a limit', ({ simulator }) => simulator.failNext('login', { kind: 'status', status: 429 })],
    [13, CATEGORIES, 'an answer of 304', answer(304)],
    [14, CATEGORIES, 'an answer of 404', answer(404)],
    [15, CATEGORIES, 'an answer of 503', answer(503)],
  ]
  test.each(cases)('%i for %j: %s', async (code, args, _, prepare) => {
    const shop = await machine()
    prepare(shop)
    const { out, err, code: ended } = await shop.spawn(args)
    expect(ended, err).toBe(code)
    if (args[0] === 'token') expect(out).toMatch(code === 0 ? /^[\w-]+\.[\w-]+\.[\w-]+\n$/ : /^$/)
  })

  test('3 without credentials, at once and without a word on standard output', async () => {
    const { spawn } = await machine({ credentials: 'none' })
    const { out, err, code } = await spawn(['token'])
    expect({ out, code }).toEqual({ out: '', code: 3 })
    expect(err).toMatch(/^✗ No credentials: .*\n {2}Run `pagamio login`/)
  })
})

describe('many at once', () => {
  test('10 processes at once cost one login', async () => {
    const { spawn, simulator } = await machine({ latencyMs: 200 })
    const runs = await Promise.all(Array.from({ length: 10 }, () => spawn(['token'])))
    expect(new Set(runs.map(({ out }) => out)).size).toBe(1)
    expect(runs.map(({ code }) => code)).toEqual(Array(10).fill(0))
    expect(simulator.count()).toBe(1)
  })
})

describe('standard output', () => {
  test('that nobody reads any more is no failure', async () => {
    const { start, simulator } = await machine()
    const child = start(CATEGORIES)
    child.stdin?.end()
    child.stdout?.destroy()
    const [code] = await once(child, 'close')
    expect(code).toBe(0)
    expect(simulator.count('categories')).toBe(1)
  })

  const full = existsSync('/dev/full')
  if (!full) console.warn('SKIPPED: what needs /dev/full, which Linux has')
  test.runIf(full).each([['token'], ['api /products/categories'], ['--help']])(
    'that takes nothing is said, with 1: pagamio %s > /dev/full',
    async (command) => {
      const { env } = await machine()
      const { err, code } = await shell(`"$NODE" "$TOOL" ${command} > /dev/full`, env)
      expect({ err, code }).toEqual({ err: '✗ Standard output cannot be written (ENOSPC).\n', code: 1 })
    },
  )
})

describe('a folder for tokens that is there and takes nothing', () => {
  // As a full disk, or a mount that can only be read, but for anybody to make: no file may have a length.
  const limited = (command: string, { env }: Machine) => shell(`ulimit -f 0; exec "$NODE" "$TOOL" ${command}`, env)

  test('is said so by token, status and doctor alike', async () => {
    const shop = await machine()
    await mkdir(`${shop.home}/tokens`, { mode: 0o700 })
    const trouble = `${shop.home}/tokens cannot be used (EFBIG).`
    const token = await limited('token', shop)
    expect(token).toMatchObject({ err: `! Tokens are not shared: ${trouble}\n`, code: 0 })
    const status = await limited('status', shop)
    expect(status.out).toContain(`store      not used: ${trouble}`)
    expect(status.out).toContain('unknown: the store cannot say')
    expect((await limited('doctor', shop)).out).toContain(`! store          Tokens are not shared: ${trouble}`)
  })
})

describe('a signal', () => {
  test.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ] as const)('%s while it waits for what is piped in: %i', async (signal, code) => {
    const { start, simulator } = await machine({ credentials: 'none' })
    const flags = ['--username', 'demo', '--environment', 'sandbox', '--storage', 'file', '--password-stdin']
    const child = start(['login', ...flags])
    // It takes what is written once it reads.
    await new Promise<void>((resolve) => child.stdin?.write('x'.repeat(200_000), () => resolve()))
    child.kill(signal)
    expect(await once(child, 'close')).toEqual([code, null])
    expect(simulator.count()).toBe(0)
  })

  test('while a login is under way: it says at once what it waits for, and the second one ends it', async () => {
    const { start, simulator } = await machine()
    simulator.failNext('login', { kind: 'hang' })
    const child = start(['token'])
    await seen({ simulator }, 'login')
    child.kill('SIGINT')
    expect(String((await once(child.stderr as NodeJS.ReadableStream, 'data'))[0])).toBe(
      'A login was sent: waiting a moment for its token. Ctrl-C again leaves without it.\n',
    )
    child.kill('SIGINT')
    expect(await once(child, 'close')).toEqual([130, null])
  })

  test.each([
    ['SIGHUP', 129],
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('%s while a login is under way: %i, and its token is kept for the next run', async (signal, code) => {
    const { start, run, simulator } = await machine({ latencyMs: 1_000 })
    const child = start(CATEGORIES)
    const err = text(child.stderr as NodeJS.ReadableStream)
    await seen({ simulator }, 'login')
    child.kill(signal)
    expect((await once(child, 'close'))[0]).toBe(code)
    expect(await err).toContain('✗ Interrupted.\n')
    expect((await run(['token'])).code).toBe(0)
    expect(simulator.count('login')).toBe(1)
  })

  test.each(['SIGINT', 'SIGHUP'] as const)(
    '%s while a purchase is under way: the answer is waited for (failure mode 116)',
    async (signal) => {
      const { start, simulator } = await machine({ latencyMs: 1_000 })
      const child = start(purchase)
      const out = text(child.stdout as NodeJS.ReadableStream)
      await seen({ simulator }, 'purchase')
      child.kill(signal)
      expect(String((await once(child.stderr as NodeJS.ReadableStream, 'data'))[0])).toContain('waiting for the answer')
      // A terminal that is closed, and the shell in it, send one each.
      if (signal === 'SIGHUP') child.kill(signal)
      const [code] = await once(child, 'close')
      expect(JSON.parse(await out)).toMatchObject({ successful: true })
      expect(code).toBe(0)
      expect(simulator.charges).toHaveLength(1)
    },
  )
})

describe.runIf(process.platform === 'linux')('a keyring that does not answer', () => {
  test('does not hold up who interrupts it', async () => {
    const { home, url, start } = await machine({ credentials: 'none' })
    // A bus that takes every call and answers none, as one does whose user is asked for a password elsewhere.
    const bus = createServer().listen(`${home}/bus`)
    onTestFinished(() => void bus.close())
    await mkdir(`${home}/config`, { mode: 0o700 })
    const shop = { username: 'demo', baseUrl: url, passwordIn: 'keyring' }
    const book = JSON.stringify({ current: 'shop', profiles: { shop } })
    await writeFile(`${home}/config/profiles.json`, book, { mode: 0o600 })
    const child = start(['token'], { env: { DBUS_SESSION_BUS_ADDRESS: `unix:path=${home}/bus` } })
    const err = text(child.stderr as NodeJS.ReadableStream)
    const [asked] = await once(bus, 'connection')
    child.kill('SIGINT')
    expect((await once(child, 'close'))[0]).toBe(130)
    expect(await err).toBe('✗ Interrupted.\n')
    // Nor does who asks it stay behind.
    if (!asked.closed) await once(asked.resume(), 'close')
    expect(JSON.parse(await readFile(`${home}/config/profiles.json`, 'utf8'))).toMatchObject({ current: 'shop' })
  })
})

/** Until the server has a request of that kind. */
async function seen({ simulator }: Pick<Machine, 'simulator'>, endpoint: 'login' | 'purchase'): Promise<void> {
  while (simulator.count(endpoint) === 0) await new Promise((resolve) => setTimeout(resolve, 10))
}

async function shell(command: string, env: Readonly<Record<string, string>>) {
  const child = spawn('sh', ['-c', command], { env: { ...env, NODE: process.execPath, TOOL: bin } })
  const closed = once(child, 'close')
  const [out, err] = await Promise.all([text(child.stdout), text(child.stderr)])
  return { out, err, code: (await closed)[0] as number | null }
}
