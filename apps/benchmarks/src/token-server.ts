// An API and its token endpoint, in Pagamio's words and in those of OAuth 2.0. It is a process of its own, so that only
// the client is measured, and does as little as it can: the simulator would be the slower side of a storm.
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Origins } from './origins.ts'

const LIFE_SECONDS = 1_800
/** How long a token takes. During a storm all the old token's 401s arrive before the new one does. */
const TOKEN_MS = 50

const base64url = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
const header = base64url({ alg: 'HS256', typ: 'JWT' })
const categories = JSON.stringify({ successful: true, data: [{ name: 'Airtime' }] })
const refused = JSON.stringify({ responseCode: '1401', responseMessage: 'The token is not valid.' })

const alive = new Set<string>()
let serial = 0
let tokenCalls = 0

function issue(): string {
  const iat = Math.floor(Date.now() / 1_000)
  const token = `${header}.${base64url({ sub: 'M-1001', iat, exp: iat + LIFE_SECONDS, jti: serial++ })}.${'s'.repeat(43)}`
  alive.add(token)
  return token
}

function answerOf({ url = '', headers }: IncomingMessage): { status: number; body: string; afterMs: number } {
  if (url === '/oauth/token') {
    tokenCalls++
    const body = JSON.stringify({ token_type: 'Bearer', access_token: issue(), expires_in: LIFE_SECONDS })
    return { status: 200, body, afterMs: TOKEN_MS }
  }
  if (url.startsWith('/api/v1/auth/')) {
    tokenCalls++
    const data = { token: issue(), refreshToken: `refresh-${serial}`, expiresIn: LIFE_SECONDS }
    return { status: 200, body: JSON.stringify({ successful: true, data }), afterMs: TOKEN_MS }
  }
  const known = alive.has(headers.authorization?.slice('Bearer '.length) ?? '')
  return known ? { status: 200, body: categories, afterMs: 0 } : { status: 401, body: refused, afterMs: 0 }
}

const listener = (request: IncomingMessage, response: ServerResponse) => {
  request.resume()
  const { status, body, afterMs } = answerOf(request)
  const answer = () => response.writeHead(status, { 'content-type': 'application/json' }).end(body)
  if (afterMs > 0) setTimeout(answer, afterMs)
  else answer()
}

async function listen(): Promise<string> {
  // Longer than a pass over all experiments: connections are made once, in the round that is not counted.
  const server = createServer({ keepAliveTimeout: 120_000 }, listener)
  server.listen({ port: 0, host: '127.0.0.1', backlog: 4_096 })
  await once(server, 'listening')
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

process.on('message', (order) => {
  if (order === 'revoke') {
    alive.clear()
    tokenCalls = 0
  }
  process.send?.(tokenCalls)
})
process.on('disconnect', () => process.exit())
const origins: Origins = { origin: await listen(), tokenOrigin: await listen() }
process.send?.(origins)
