// Runs in a fresh project with Next.js: it is built without a secret, then with a page that is made at build time, and
// served. No token lies under .next, and the server makes one login.
import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'

let logins = 0
const api = createServer((request, response) => {
  response.setHeader('content-type', 'application/json')
  if (request.url !== '/api/auth/token') return response.end('[{"name":"Airtime"}]')
  logins++
  const tokens = { accessToken: `access-${'secret'.repeat(9)}`, refreshToken: `refresh-${'secret'.repeat(9)}` }
  return response.end(JSON.stringify({ ...tokens, expiresIn: 1800 }))
})
await once(api.listen(0, '127.0.0.1'), 'listening')

const quiet = { ...process.env, NEXT_TELEMETRY_DISABLED: '1' }
const account = {
  PAGAMIO_BASE_URL: `http://127.0.0.1:${(api.address() as AddressInfo).port}/api`,
  PAGAMIO_USERNAME: 'demo',
  PAGAMIO_PASSWORD: 'demo-password',
}
const next = (args: readonly string[], env: object): ChildProcess =>
  spawn(process.execPath, ['node_modules/next/dist/bin/next', ...args], {
    env: { ...quiet, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })

async function build(env: object): Promise<void> {
  rmSync('.next', { recursive: true, force: true })
  const child = next(['build'], env)
  let said = ''
  child.stdout?.on('data', (chunk) => (said += chunk))
  child.stderr?.on('data', (chunk) => (said += chunk))
  const [code] = await once(child, 'exit')
  assert.equal(code, 0, said)
}

/** In the clear, or as base64 at any of its three phases. */
function hasToken(text: string): boolean {
  const decoded = (text.match(/[A-Za-z0-9+/]{40,}/g) ?? []).map((part) =>
    Buffer.from(part, 'base64').toString('latin1'),
  )
  return [text, ...decoded].some((one) => one.includes('secretsecret'))
}

function filesWithTokens(): string[] {
  return readdirSync('.next', { recursive: true })
    .map((name) => join('.next', String(name)))
    .filter((file) => statSync(file).isFile() && statSync(file).size < 2_000_000)
    .filter((file) => hasToken(readFileSync(file, 'latin1')))
}

// Without a secret, as in a container's build.
renameSync('app/hourly', '.hourly')
await build({})
assert.equal(logins, 0)

renameSync('.hourly', 'app/hourly')
await build(account)
assert.ok(logins > 0, 'the build made its login')
assert.deepEqual(filesWithTokens(), [])
const { routes } = JSON.parse(readFileSync('.next/prerender-manifest.json', 'utf8'))
assert.equal(routes['/hourly']?.initialRevalidateSeconds, 3600, 'the hourly page is still made once an hour')

logins = 0
const server = next(['start', '--port', '0', '--hostname', '127.0.0.1'], account)
try {
  const url = await new Promise<string>((resolve, reject) => {
    let said = ''
    server.on('exit', () => reject(new Error(said)))
    server.stderr?.on('data', (chunk) => (said += chunk))
    server.stdout?.on('data', (chunk) => {
      said += chunk
      const found = /http:\/\/127\.0\.0\.1:\d+/.exec(said)?.[0]
      if (found) resolve(found)
    })
  })
  for (const path of ['/now', '/hourly', '/now']) assert.match(await (await fetch(url + path)).text(), /Airtime/)
  assert.equal(logins, 1)
  assert.deepEqual(filesWithTokens(), [])
} finally {
  server.kill()
  api.close()
  api.closeAllConnections()
}
console.log('built and served')
