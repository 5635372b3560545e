import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { chmod, writeFile } from 'node:fs/promises'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { describe, expect, onTestFinished, test } from 'vitest'
import { python, requests } from './support/python.ts'
import { bin, type Machine, machine } from './support/run.ts'

const curl = spawnSync('curl', ['--version']).status === 0
if (!curl) console.warn('SKIPPED: what needs curl. Debian: apt-get install -y curl')

const script = (name: string) => fileURLToPath(new URL(`./scripts/${name}`, import.meta.url))

/** Runs somebody's program, for which `pagamio` is a command like any other. */
async function runs({ home, env }: Machine, command: string, args: readonly string[], baseUrl: string) {
  await writeFile(`${home}/pagamio`, `#!/bin/sh\nexec '${process.execPath}' '${bin}' "$@"\n`)
  await chmod(`${home}/pagamio`, 0o755)
  const child = spawn(command, args, { env: { ...env, PATH: `${home}:${env.PATH}`, BASE_URL: baseUrl } })
  const closed = once(child, 'close')
  const [out, err] = await Promise.all([text(child.stdout), text(child.stderr)])
  return { out, err, code: (await closed)[0] }
}

/** `pagamio proxy`, until the test is over; its first line is where it is. */
async function proxy({ start }: Machine, args: readonly string[] = []): Promise<string> {
  const child = start(['proxy', '--listen', '127.0.0.1:0', ...args])
  onTestFinished(async () => {
    child.kill()
    if (child.exitCode === null) await once(child, 'close')
  })
  const [line] = await once(child.stdout as NodeJS.ReadableStream, 'data')
  return String(line).split('\n')[0] ?? ''
}

const bought = ({ simulator }: Machine) => simulator.charges.map(({ merchantReference }) => merchantReference)

describe.runIf(curl)('the vendor’s curl sample', () => {
  test('with pagamio token --header: one login, one purchase', async () => {
    const shop = await machine()
    const { out, err, code } = await runs(shop, 'sh', [script('with-token.sh')], shop.url)
    expect({ err, code }).toEqual({ err: '', code: 0 })
    expect(out).toContain('"name":"Airtime"')
    expect(bought(shop)).toEqual(['curl-with-token'])
    expect(shop.simulator.count('login')).toBe(1)
  })

  test('through pagamio proxy: one login, one purchase, no token in the script', async () => {
    const shop = await machine()
    const { out, err, code } = await runs(shop, 'sh', [script('through-proxy.sh')], await proxy(shop))
    expect({ err, code }).toEqual({ err: '', code: 0 })
    expect(out).toContain('"name":"Airtime"')
    expect(bought(shop)).toEqual(['curl-through-proxy'])
    expect(shop.simulator.count('login')).toBe(1)
  })
})

describe.runIf(requests)('the vendor’s Python sample', () => {
  test('with `pagamio token`: one login, one purchase', async () => {
    const shop = await machine()
    const { out, err, code } = await runs(shop, python ?? '', [script('with_token.py')], shop.url)
    expect({ err, code }).toEqual({ err: '', code: 0 })
    expect(out).toMatch(/^\d+ categories\n[0-9a-f-]{36}\n$/)
    expect(bought(shop)).toEqual(['python-with-token'])
    expect(shop.simulator.count('login')).toBe(1)
  })

  test('through pagamio proxy: a revoked token is nobody’s business', async () => {
    const shop = await machine()
    const url = await proxy(shop)
    await runs(shop, python ?? '', [script('through_proxy.py')], url)
    shop.simulator.revokeAll()
    const { out, err, code } = await runs(shop, python ?? '', [script('through_proxy.py')], url)
    expect({ err, code }).toEqual({ err: '', code: 0 })
    expect(out).toMatch(/^\d+ categories\n([0-9a-f-]{36}\n){3}$/)
    // The same references again are the same purchases.
    expect(bought(shop)).toEqual(['python-airtime', 'python-power', 'python-voucher'])
    expect(shop.simulator.count('login')).toBe(1)
    expect(shop.simulator.count('refresh')).toBe(1)
  })
})
