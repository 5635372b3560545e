import type { Credentials } from '@pagamio/auth-core'
import type { Endpoint, Fault, LogEntry } from '@pagamio/simulator'

/** What the host answers when a simulator was made. */
export interface SimulatorAddress {
  readonly baseUrl: string
  readonly credentials: Credentials
  /** Where its commands are posted. */
  readonly controlUrl: string
}

/** A simulator in another process: the real API over TCP, and its controls beside it. */
export interface RemoteSimulator extends SimulatorAddress {
  /** What the server saw, in order of arrival. */
  log(endpoint?: Endpoint): Promise<readonly LogEntry[]>
  count(endpoint?: Endpoint): Promise<number>
  /** Resolves once so many requests to the endpoint have arrived. */
  seen(endpoint: Endpoint, times: number): Promise<void>
  revokeAll(): Promise<void>
  failNext(endpoint: Endpoint, fault: Fault, times?: number): Promise<void>
  /** Turns the simulator's clock, which stands still otherwise. */
  advance(ms: number): Promise<void>
  /** Ends all its connections, also those that hang. */
  close(): Promise<void>
}

/** Makes a fresh simulator at the host: an origin, a log and limits that nobody else has touched. */
export async function remoteSimulator(hostUrl: string): Promise<RemoteSimulator> {
  const address = (await post(hostUrl)) as SimulatorAddress
  const command = (name: string, ...args: readonly unknown[]) => post(`${address.controlUrl}/${name}`, args)
  const log = async (endpoint?: Endpoint) => {
    const entries = (await command('log')) as readonly LogEntry[]
    return entries.filter((entry) => (endpoint ?? entry.endpoint) === entry.endpoint)
  }
  return {
    ...address,
    log,
    count: async (endpoint) => (await log(endpoint)).length,
    seen: async (endpoint, times) => void (await command('seen', endpoint, times)),
    revokeAll: async () => void (await command('revokeAll')),
    failNext: async (endpoint, fault, times = 1) => void (await command('failNext', endpoint, fault, times)),
    advance: async (ms) => void (await command('advance', ms)),
    close: async () => void (await command('close')),
  }
}

async function post(url: string, args: readonly unknown[] = []): Promise<unknown> {
  const response = await fetch(url, { method: 'POST', body: JSON.stringify(args) })
  if (!response.ok) throw new Error(`The simulator host answered ${response.status}: ${await response.text()}`)
  return response.json()
}
