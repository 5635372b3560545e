import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createBudget, createPagamioAuth, type PagamioAuth, type PagamioAuthOptions } from '@pagamio/auth-core'
import { onTestFinished } from 'vitest'
import { createPagamioClient, type PagamioClient, type PagamioClientOptions } from '../../src/index.ts'

/** One request as the server saw it. */
interface Seen {
  readonly method: string
  readonly path: string
  readonly query: Readonly<Record<string, string>>
  readonly body: string
  readonly authorization: string | undefined
}

/** JSON with 200, `[status, what]`, or whatever a function does with the socket. */
type Reply = unknown | readonly [number, unknown] | ((response: ServerResponse) => void)

export interface Vendor {
  readonly pagamio: PagamioAuth
  readonly client: PagamioClient
  /** Everything but logins, oldest first. */
  readonly seen: Seen[]
  /** Questions for a reference that no test has: whether the API looks at it at all. */
  readonly controls: Seen[]
  /** What a path is answered from now on; the last of several is repeated. */
  answer(path: string, ...replies: Reply[]): void
}

/** A reference that was made just now. */
const UNKNOWN = /^[0-9a-f]{8}-/
export const noTransactions = { content: [], page: 0, size: 20, totalElements: 0, totalPages: 0 }

/** The documented API on a socket of this machine, answering what a test says. */
export async function openVendor(
  options: { auth?: Partial<PagamioAuthOptions>; client?: PagamioClientOptions; heedsReferences?: boolean } = {},
): Promise<Vendor> {
  const seen: Seen[] = []
  const controls: Seen[] = []
  const answers = new Map<string, Reply[]>()
  const server = createServer(async (request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://vendor')
    const path = pathname.replace('/api/v1', '')
    const body = await textOf(request)
    if (path === '/auth/token')
      return send(response, { accessToken: 'a.b.c', expiresIn: 1800, userType: 'MERCHANT', userTypeId: 'kQ3v' })
    const { authorization } = request.headers
    const one = { method: request.method ?? '', path, query: Object.fromEntries(searchParams), body, authorization }
    if (path === '/transactions' && UNKNOWN.test(one.query.merchantReference ?? '')) {
      controls.push(one)
      return send(response, options.heedsReferences === false ? answers.get(path)?.[0] : noTransactions)
    }
    seen.push(one)
    const replies = answers.get(path) ?? [[404, { error: 'Not Found', message: path }]]
    send(response, replies.length > 1 ? replies.shift() : replies[0])
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const pagamio = createPagamioAuth({
    baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/v1`,
    credentials: { username: 'till', password: 'secret' },
    budget: createBudget(),
    ...options.auth,
  })
  onTestFinished(async () => {
    await pagamio.close()
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  })
  return {
    pagamio,
    client: createPagamioClient(pagamio, options.client),
    seen,
    controls,
    answer: (path, ...replies) => void answers.set(path, replies),
  }
}

async function textOf(request: IncomingMessage): Promise<string> {
  let text = ''
  for await (const chunk of request) text += chunk
  return text
}

function send(response: ServerResponse, reply: Reply): void {
  if (typeof reply === 'function') {
    reply(response)
    return
  }
  const [status, what] = isPair(reply) ? reply : [200, reply]
  const isText = typeof what === 'string'
  response.writeHead(status, { 'content-type': isText ? 'text/html' : 'application/json' })
  response.end(isText ? what : JSON.stringify(what))
}

const isPair = (reply: Reply): reply is readonly [number, unknown] =>
  Array.isArray(reply) && reply.length === 2 && typeof reply[0] === 'number'

/** The connection breaks before anything is answered. */
export const reset = (response: ServerResponse) => void response.socket?.destroy()

export const order = {
  productCode: 'AIR-VOD-001',
  amount: 25,
  mobileNumber: '+27821230045',
  paymentMethod: 'cash',
  channelId: 'Q7RT2M',
}

export const bought = {
  transactionId: '5b0e7c52-1f0c-4a7e-9a53-6f2f0c1d9e77',
  responseCode: '0',
  responseMessage: 'Purchase successful',
  responseDateTime: '2026-05-04T09:14:07.402118503',
  successful: true,
  receipt: { rechargeType: 'PINLESS', amount: 2500, aggregator: 'FLASH', invented: true },
}

const codes = { COMPLETED: 0, PENDING: 1, PROCESSING: 2, FAILED: 3 } as const

/** A page with one record. */
export const pageWith = (state: keyof typeof codes, more: object = {}) => ({
  content: [{ transactionId: bought.transactionId, status: { code: codes[state], description: state }, ...more }],
  page: 0,
  size: 20,
  totalElements: 1,
  totalPages: 1,
})
