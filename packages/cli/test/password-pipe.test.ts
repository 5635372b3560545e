import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { demoCredentials } from '@pagamio/simulator'
import { expect, test } from 'vitest'
import { bin, machine } from './support/run.ts'

const { password } = demoCredentials
const key = Buffer.alloc(32, 7).toString('base64')

test.runIf(process.platform === 'linux').each([
  ['a file that is substituted', `PAGAMIO_PASSWORD_FILE=<(printf '%s\\n' "$SECRET") "$NODE" "$TOOL" token`],
  ['standard input', `printf '%s\\n' "$SECRET" | PAGAMIO_PASSWORD_FILE=/dev/stdin "$NODE" "$TOOL" token`],
  ['standard input, by doctor', `printf '%s\\n' "$SECRET" | PAGAMIO_PASSWORD_FILE=/dev/stdin "$NODE" "$TOOL" doctor`],
  [
    'the key of a store, too',
    `PAGAMIO_STORE_KEY_FILE=<(printf '%s' "$KEY") PAGAMIO_PASSWORD_FILE=<(printf '%s' "$SECRET") "$NODE" "$TOOL" token`,
  ],
])('a password from %s is read once, and used', async (_, script) => {
  const { env, simulator } = await machine()
  const { PAGAMIO_PASSWORD: _password, ...rest } = env
  const child = spawn('bash', ['-c', script], {
    env: { ...rest, NODE: process.execPath, TOOL: bin, SECRET: password, KEY: key },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const closed = once(child, 'close')
  const [out, err] = await Promise.all([text(child.stdout), text(child.stderr)])
  expect({ err, code: (await closed)[0] }, out).toEqual({ err: '', code: 0 })
  expect(simulator.count('login', 'ok')).toBe(1)
})

test.each([
  ['file', `\ufeff${password}\r\n`],
  ['file without a newline', `\ufeff${password}`],
])('a byte order mark before it is no part of it: --password-stdin from a %s', async (_, input) => {
  const { run, simulator, url } = await machine({ credentials: 'none' })
  const login = ['login', '--username', 'demo', '--base-url', url, '--storage', 'file', '--password-stdin']
  expect((await run(login, { input })).code).toBe(0)
  expect(simulator.count('login', 'ok')).toBe(1)
})
