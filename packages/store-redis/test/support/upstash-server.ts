// Upstash's way of speaking to Redis, over HTTP, in front of a real one on loopback.
import { once } from 'node:events'
import { createServer, type IncomingMessage } from 'node:http'
import { Redis } from 'ioredis'

const TOKEN = 'upstash-SECRET'

export interface UpstashServer {
  readonly url: string
  readonly token: string
  close(): Promise<void>
}

type Command = readonly [string, ...(string | number)[]]

export async function startUpstash(redisUrl: string): Promise<UpstashServer> {
  const redis = new Redis(redisUrl)
  redis.on('error', () => {})
  /** `{ result }` or `{ error }`, as each command is answered. */
  const carryOut = async ([name, ...args]: Command) =>
    redis.call(name, ...args).then(
      (result) => ({ result: encoded(result) }),
      (error: Error) => ({ error: error.message }),
    )
  const server = createServer(async (request, response) => {
    const say = (status: number, answer: unknown) => {
      response.writeHead(status, { 'content-type': 'application/json' })
      response.end(JSON.stringify(answer))
    }
    if (request.headers.authorization !== `Bearer ${TOKEN}`)
      return say(401, { error: 'WRONGPASS invalid or missing auth token' })
    const body = JSON.parse(await textOf(request))
    if (request.url === '/pipeline') return say(200, await Promise.all((body as Command[]).map(carryOut)))
    const answer = await carryOut(body)
    say('error' in answer ? 400 : 200, answer)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as { port: number }).port}`,
    token: TOKEN,
    async close() {
      redis.disconnect()
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

/** Texts as base64, because the client asks for it. */
function encoded(result: unknown): unknown {
  if (typeof result === 'string') return result === 'OK' ? result : Buffer.from(result).toString('base64')
  return Array.isArray(result) ? result.map(encoded) : result
}

async function textOf(request: IncomingMessage): Promise<string> {
  let text = ''
  for await (const chunk of request.setEncoding('utf8')) text += chunk
  return text
}
