import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { manualClock } from '@pagamio/auth-core/testing'
import { createSimulator, demoCredentials, type Endpoint, type Fault } from '@pagamio/simulator'
import type { SimulatorAddress } from './remote-simulator.ts'

/** Simulators on loopback, made on demand and controlled over HTTP. */
export interface SimulatorHost {
  readonly url: string
  close(): Promise<void>
}

type Command = (...args: never[]) => unknown

const SEEN_WITHIN_MS = 5_000

/** `POST /` makes a simulator; `POST /<id>/<command>` with a JSON array of arguments runs one of its commands. */
export async function startSimulatorHost(): Promise<SimulatorHost> {
  const commands = new Map<string, Readonly<Record<string, Command>>>()
  let url = ''

  async function create(): Promise<SimulatorAddress> {
    const id = String(commands.size + 1)
    const clock = manualClock()
    const simulator = createSimulator({ clock })
    const listener = await simulator.listen()
    commands.set(id, {
      log: () => simulator.log,
      seen: (endpoint: Endpoint, times: number) => until(() => simulator.count(endpoint) >= times),
      revokeAll: simulator.revokeAll,
      failNext: (endpoint: Endpoint, fault: Fault, times: number) => simulator.failNext(endpoint, fault, times),
      advance: clock.advance,
      close: simulator.close,
    })
    return { baseUrl: listener.url, credentials: demoCredentials, controlUrl: `${url}/${id}` }
  }

  async function answer(request: IncomingMessage): Promise<unknown> {
    const args = JSON.parse(await textOf(request)) as never[]
    const [, id = '', name = ''] = (request.url ?? '').split('/')
    if (id === '') return create()
    const command = commands.get(id)?.[name]
    if (!command) throw new Error(`No command ${name} of simulator ${id}`)
    return command(...args)
  }

  const http = createServer((request, response) => {
    answer(request).then(
      (result) => send(response, 200, result ?? null),
      (error) => send(response, 500, String(error)),
    )
  })
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve))
  url = `http://127.0.0.1:${(http.address() as AddressInfo).port}`
  return {
    url,
    async close() {
      await Promise.all(Array.from(commands.values(), ({ close }) => close?.()))
      http.close()
      http.closeAllConnections()
    },
  }
}

function send(response: ServerResponse, status: number, result: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(result))
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk)
  return Buffer.concat(chunks).toString('utf8')
}

async function until(condition: () => boolean): Promise<void> {
  const deadline = performance.now() + SEEN_WITHIN_MS
  while (!condition()) {
    if (performance.now() > deadline) throw new Error(`Not seen within ${SEEN_WITHIN_MS} ms`)
    await new Promise((resolve) => setTimeout(resolve, 2))
  }
}
