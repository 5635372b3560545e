// Runs in a fresh project with Next.js: an afternoon of editing with `next dev`. Pages, a route handler and the file that
// makes the instance are edited, and each is asked after each edit; all of it costs one login.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'

const EDITS = 5
const LONGEST_MS = 120_000

let logins = 0
const api = createServer((request, response) => {
  response.setHeader('content-type', 'application/json')
  if (request.url !== '/api/auth/token') return response.end('[{"name":"Airtime"}]')
  logins++
  return response.end(JSON.stringify({ accessToken: `access-${logins}`, refreshToken: 'refresh', expiresIn: 1800 }))
})
await once(api.listen(0, '127.0.0.1'), 'listening')

const server = spawn(
  process.execPath,
  ['node_modules/next/dist/bin/next', 'dev', '--port', '0', '--hostname', '127.0.0.1'],
  {
    env: {
      ...process.env,
      NEXT_TELEMETRY_DISABLED: '1',
      PAGAMIO_BASE_URL: `http://127.0.0.1:${(api.address() as AddressInfo).port}/api`,
      PAGAMIO_USERNAME: 'demo',
      PAGAMIO_PASSWORD: 'demo-password',
    },
    stdio: ['ignore', 'pipe', 'pipe'],
    // It starts processes of its own: all of them end with the group.
    detached: true,
  },
)
let said = ''
for (const stream of [server.stdout, server.stderr])
  stream.setEncoding('utf8').on('data', (text) => {
    said += text
  })

/** Asks again and again until the answer is the one that was edited. */
async function shows(url: string, text: string): Promise<void> {
  let last = ''
  for (const end = Date.now() + LONGEST_MS; Date.now() < end; await wait(200)) {
    last = await fetch(url, { signal: AbortSignal.timeout(LONGEST_MS) }).then(
      (response) => response.text(),
      (error) => String(error),
    )
    if (last.includes(text) && last.includes('Airtime')) return
  }
  throw new Error(`${url} does not show ${text}: ${last.slice(0, 2_000)}\n${said}`)
}

const edit = (file: string, change: (text: string) => string) => writeFileSync(file, change(readFileSync(file, 'utf8')))
const page = (edits: number) => edit('app/now/page.tsx', (text) => text.replace(/<p>(edit \d+ )?/, `<p>edit ${edits} `))
const route = (edits: number) =>
  writeFileSync(
    'app/stock/route.ts',
    `import { pagamio } from '../../lib/pagamio'
export const dynamic = 'force-dynamic'
export async function GET() {
  const response = await pagamio.fetch('/products/categories')
  return new Response('edit ${edits}: ' + (await response.text()))
}
`,
  )

try {
  mkdirSync('app/stock')
  route(0)
  for (const end = Date.now() + LONGEST_MS; !/http:\/\/127\.0\.0\.1:\d+/.test(said); await wait(100))
    if (Date.now() > end || server.exitCode !== null) throw new Error(said)
  const url = /http:\/\/127\.0\.0\.1:\d+/.exec(said)?.[0] ?? ''
  for (let edits = 1; edits <= EDITS; edits++) {
    page(edits)
    route(edits)
    if (edits % 2 === 0) edit('lib/pagamio.ts', (text) => `${text}// edit ${edits}\n`)
    await shows(`${url}/now`, `edit ${edits}`)
    await shows(`${url}/stock`, `edit ${edits}`)
  }
  assert.equal(logins, 1)
} finally {
  if (server.pid) process.kill(-server.pid, 'SIGKILL')
  api.close()
  api.closeAllConnections()
}
console.log('edited, with one login')
