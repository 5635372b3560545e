import type { Credentials } from '@pagamio/auth-core'
import type { Assertions } from './assertions.ts'
import type { RemoteSimulator } from './remote-simulator.ts'

/** How the one instance of a shared worker is made. */
export interface SharedSetup {
  readonly baseUrl: string
  readonly controlUrl: string
  readonly credentials: Credentials
  readonly timeoutMs: number
  readonly waitUntil: boolean
  /** A clock that requests can set ahead; otherwise the platform's. */
  readonly ownClock: boolean
}

/** What a request to a shared worker came to. */
export interface SharedAnswer {
  readonly generation?: number
  readonly status?: number
  /** The code of an error of ours, or the text of a foreign one. */
  readonly error?: string
}

export interface SharedCaseContext extends Assertions {
  /** One request of its own to the worker's isolate. */
  ask(path: string): Promise<SharedAnswer>
  readonly control: RemoteSimulator
}

/** Behaviour over several requests of one isolate; each case has an isolate of its own, cold at first. */
export interface SharedCase {
  readonly name: string
  readonly setup: Pick<SharedSetup, 'waitUntil' | 'ownClock'>
  readonly run: (context: SharedCaseContext) => Promise<void>
}
