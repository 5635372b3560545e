import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, onTestFinished, test } from 'vitest'
import { type Env, fileOf, openVendor, run, start } from './vendor.ts'

const CLI = fileURLToPath(new URL('src/main.ts', import.meta.resolve('@pagamio/cli/package.json')))
const isThere = (command: string): boolean => {
  const there = spawnSync(command, ['--version']).status === 0
  if (!there) console.warn(`SKIPPED, NOT TESTED: the example that needs ${command}, which is not on the PATH.`)
  return there
}

/** A home of its own for the tool, with `pagamio` on its PATH. */
function home(): Env {
  const HOME = mkdtempSync(join(tmpdir(), 'pagamio-examples-'))
  onTestFinished(() => rmSync(HOME, { recursive: true, force: true }))
  writeFileSync(join(HOME, 'pagamio'), `#!/bin/sh\nexec '${process.execPath}' '${CLI}' "$@"\n`, { mode: 0o755 })
  return { HOME, PATH: `${HOME}:${process.env.PATH}`, PAGAMIO_STORE_FOLDER: join(HOME, 'tokens') }
}

/** `pagamio simulate`, and what it prints for a shell to take over. */
async function openSimulate() {
  const simulate = start([CLI, 'simulate', '--port', '0'], home())
  await simulate.until(() => /PASSWORD=.*\n/.test(simulate.printed().out))
  const exported = simulate.printed().out.matchAll(/^export (\w+)=(.*)$/gm)
  const env: Env = Object.fromEntries(Array.from(exported, ([, name, value]) => [name, value]))
  return { env, log: () => simulate.printed().err }
}

const BOUGHT = 'AIR-VOD-001 completed\nELE-ESK-001 completed\nVCH-STM-001 completed\n'

test('client.ts buys three things from `pagamio simulate`', async () => {
  const { env, log } = await openSimulate()
  expect(await run(process.execPath, [fileOf('client.ts')], env)).toBe(BOUGHT)
  expect(log().match(/purchase/g)).toHaveLength(3)
  expect(log().match(/login/g)).toHaveLength(1)
})

describe.each([
  ['python3', 'python.py'],
  ['php', 'php.php'],
])('through `pagamio proxy`', (command, name) => {
  test.runIf(isThere(command))(`${name} buys the same three things`, async () => {
    const { env, log } = await openSimulate()
    const proxy = start([CLI, 'proxy', '--listen', '127.0.0.1:0'], { ...home(), ...env })
    await proxy.until(() => proxy.printed().out.includes('\n'))
    const BASE_URL = proxy.printed().out.trim()
    expect(await run(command, [fileOf(name)], { BASE_URL })).toBe(BOUGHT)
    expect(log().match(/purchase/g)).toHaveLength(3)
    expect(log().match(/login/g)).toHaveLength(1)
  })
})

test.runIf(isThere('curl'))('curl.sh buys once, however often it is run with one reference', async () => {
  const { simulator, env } = await openVendor()
  const shell = { ...home(), ...env }
  for (const _ of ['once', 'again'])
    expect(await run('sh', [fileOf('curl.sh'), 'till-7'], shell)).toContain('"successful":true')
  expect(simulator.charges).toMatchObject([{ merchantReference: 'till-7', amount: 25 }])
  simulator.failNext('purchase', { kind: 'status', status: 500 })
  await expect(run('sh', [fileOf('curl.sh'), 'till-8'], shell)).rejects.toThrow()
  expect(simulator.count('login')).toBe(1)
})

test.each(['fetch.ts', 'ky.ts', 'axios.ts'])(
  '%s buys under the reference that it is given, and says where not',
  async (name) => {
    const { simulator, env } = await openVendor()
    const script = () => run(process.execPath, [fileOf(name), 'till-7'], env)
    simulator.failNext('purchase', { kind: 'refusal', refusal: 'out-of-stock' })
    expect(await script()).toMatch(/^not bought: /)
    expect(await script()).toMatch(/^bought: [0-9a-f-]{36}\n$/)
    simulator.failNext('purchase', { kind: 'status', status: 503 })
    await expect(script()).rejects.toThrow('503')
    expect(simulator.charges).toMatchObject([{ merchantReference: 'till-7', amount: 25 }])
    expect([simulator.count('login'), simulator.count('purchase')]).toEqual([3, 3])
  },
)
