import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { readFile, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { type Machine, machine } from './support/run.ts'

const folder = fileURLToPath(new URL('../deploy/', import.meta.url))
const file = (name: string) => readFile(`${folder}${name}`, 'utf8')
const key = 'a-key-that-is-long-enough'

/** Any free ports in the place of those that are said. */
const anywhere = (args: readonly string[]) => args.map((arg) => arg.replace(/:878[78]$/, ':0'))

/** Starts what a file says, and answers where it serves and where it is probed. */
async function started({ start }: Machine, args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const child = start(anywhere(args), { env })
  let err = ''
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    err += text
  })
  const [line] = await once(child.stdout as NodeJS.ReadableStream, 'data')
  await expect.poll(() => err, { timeout: 20_000 }).toContain('/readyz')
  const probes = /Probes at (\S+)\/healthz/.exec(err)?.[1] ?? ''
  return { url: String(line).split('\n')[0] ?? '', probes, child }
}

/** The secret as a file, and nothing of it in the environment. */
async function passwordFile({ home, env }: Machine) {
  await writeFile(`${home}/password`, `${env.PAGAMIO_PASSWORD}\n`)
  return { PAGAMIO_PASSWORD: '', PAGAMIO_PASSWORD_FILE: `${home}/password` }
}

describe('the Dockerfile', () => {
  test('starts what it says, with a key and not without, and its check finds it well', async () => {
    const text = await file('Dockerfile')
    const [program, ...args] = JSON.parse(/^ENTRYPOINT (.*)$/m.exec(text)?.[1] ?? '[]') as string[]
    expect(program).toBe('pagamio')
    const shop = await machine()
    const secret = await passwordFile(shop)
    expect((await shop.spawn(anywhere(args), { env: secret })).code).toBe(2)
    expect(shop.simulator.count()).toBe(0)
    const { url, probes } = await started(shop, args, { ...secret, PAGAMIO_PROXY_KEY: key })
    const call = (authorization: string) => fetch(`${url}/products/categories`, { headers: { authorization } })
    expect((await call(`Bearer ${key}`)).status).toBe(200)
    expect((await call('Bearer another')).status).toBe(401)
    const [command = '', ...rest] = JSON.parse(/^ {2}CMD (.*)$/m.exec(text)?.[1] ?? '[]') as string[]
    expect(command).toBe('node')
    const check = async (at: string) => {
      const probe = spawn(
        process.execPath,
        rest.map((arg) => arg.replace('http://127.0.0.1:8788', at)),
      )
      return (await once(probe, 'close'))[0]
    }
    expect(await check(probes)).toBe(0)
    expect(await check('http://127.0.0.1:9')).toBe(1)
  })
})

describe('the unit for systemd', () => {
  test('starts what it says, and ends well when it is told to', async () => {
    const text = await file('pagamio-proxy.service')
    const args = /^ExecStart=\/usr\/bin\/env pagamio (.*)$/m.exec(text)?.[1]?.split(' ') ?? []
    const shop = await machine()
    const { url, child } = await started(shop, args, await passwordFile(shop))
    expect((await fetch(`${url}/products/categories`)).status).toBe(200)
    child.kill(/^KillSignal=(SIG\w+)$/m.exec(text)?.[1] as NodeJS.Signals)
    expect((await once(child, 'close'))[0]).toBe(0)
  })

  test('is not started again for what does not get better', async () => {
    const text = await file('pagamio-proxy.service')
    const never = /^RestartPreventExitStatus=(.*)$/m.exec(text)?.[1]?.split(' ').map(Number) ?? []
    const { spawn } = await machine()
    const refused = await spawn(['proxy', '--listen', '127.0.0.1:0'], { env: { PAGAMIO_PASSWORD: 'wrong' } })
    expect(never).toContain(refused.code)
  })

  const inShell = (script: string) => spawnSync('sh', ['-c', script, `${folder}pagamio-proxy.service`])
  const systemd = inShell('command -v systemd-analyze').status === 0
  if (!systemd) console.warn('SKIPPED: what needs systemd-analyze. Debian: apt-get install -y systemd')
  test.runIf(systemd)('is one for systemd', () => {
    const { status, stderr } = inShell('systemd-analyze verify "$0"')
    expect({ status, stderr: String(stderr) }).toEqual({ status: 0, stderr: '' })
  })
})

describe('the sidecar for Kubernetes', () => {
  test('starts what it says, and is found well by each of its probes', async () => {
    const text = await file('sidecar.yaml')
    const args = JSON.parse(/^ {10}args: (.*)$/m.exec(text)?.[1] ?? '[]') as string[]
    const shop = await machine()
    const { url, probes } = await started(shop, args, await passwordFile(shop))
    expect((await fetch(`${url}/products/categories`)).status).toBe(200)
    const paths = [...text.matchAll(/^ {14}path: (.*)$/gm)].map(([, path]) => path)
    expect(paths).toEqual(['/healthz', '/readyz', '/healthz'])
    for (const path of paths) expect((await fetch(`${probes}${path}`)).status).toBe(200)
  })
})
