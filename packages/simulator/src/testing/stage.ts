import type { Endpoint } from '../endpoint.ts'
import type { LogEntry } from '../log-entry.ts'
import { createSimulator, type Simulator } from '../simulator.ts'
import type { AppUnderTest, StartApp } from './app-under-test.ts'
import { expect } from './expect.ts'
import { keptTokens, type WatchedTokens } from './kept-tokens.ts'
import { manualClock } from './manual-clock.ts'
import { credentials, secretsIn } from './secrets.ts'
import { type Answer, ask } from './visitor.ts'

/** A visitor about to leave. */
export interface Leaver {
  leave(): void
  /** The visitor has left, or was answered before. */
  readonly gone: Promise<void>
}

/** One case's own world: a server, a clock that stands still, and the application, with nobody in it yet. */
export interface Stage {
  readonly simulator: Simulator
  /** What the application keeps beyond its life, where the case has it do so. */
  readonly kept: WatchedTokens
  /** Moves time on, for the server and the application; fires what fell due. */
  advance(ms: number): void
  visit(path: string, init?: RequestInit): Promise<Answer>
  /** A visitor who will not wait for the answer. */
  leaver(path: string, init?: RequestInit): Leaver
  /** Many visitors at once. */
  crowd(visitors: number, path?: string, init?: (visitor: number) => RequestInit): Promise<readonly Answer[]>
  /** Has the application get its first token, and forgets that this was in the log. */
  warmUp(): Promise<void>
  /** Waits until this is so; no time passes meanwhile. */
  until(condition: () => boolean, otherwise: string): Promise<void>
  /** Waits until nobody moves any more without time passing. */
  rest(): Promise<void>
  /** Lets time pass, from timer to timer, until this settles. */
  whileTimePasses<Value>(promise: Promise<Value>): Promise<Value>
  sent(endpoint: Endpoint): readonly LogEntry[]
  /** Another server, which owns nothing of ours. */
  elsewhere(): Promise<{ readonly simulator: Simulator; readonly url: string }>
  close(): Promise<void>
  /** Starts the application again, on what it has kept. */
  reopen(): Promise<void>
}

/** A stranger's machine is slow; all of it is waiting for the application, none for time to pass. */
export const PATIENCE_MS = 15_000
/** Time passes from timer to timer, and not faster than this. */
const STRIDE_MS = 5_000
const MOST_STRIDES = 100

export interface StageOptions {
  readonly start: StartApp
  readonly patienceMs: number
  /** Whether tokens outlive the application. */
  readonly keeping: boolean
}

/** Plays a case, and looks afterwards whether any answer or log line has shown a secret. */
export async function onStage(options: StageOptions, play: (stage: Stage) => Promise<void>): Promise<void> {
  const { start, patienceMs, keeping } = options
  const clock = manualClock()
  const simulator = createSimulator({ clock, merchants: [{ ...credentials, id: 'M-1' }] })
  const servers = [simulator]
  const { url: baseUrl } = await simulator.listen()
  const kept = keptTokens(clock.monotonic)
  const store = keeping ? kept : undefined
  const open = async () => start({ baseUrl, credentials, clock, store })
  const logs: string[] = []
  const answers: Answer[] = []
  let app: AppUnderTest | undefined

  const within = async <Value>(promise: Promise<Value>, otherwise: string): Promise<Value> => {
    let timer: unknown
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error(`Adapter contract: ${otherwise}`)), patienceMs)
    })
    return Promise.race([promise, late]).finally(() => clearTimeout(timer as ReturnType<typeof setTimeout>))
  }

  async function visit(path: string, init: RequestInit | undefined): Promise<Answer> {
    if (!app) throw new Error('the application is closed')
    const answer = await within(ask(app, path, init), `${path} was not answered`)
    answers.push(answer)
    return answer
  }

  async function close(): Promise<void> {
    const closing = app
    app = undefined
    if (!closing) return
    await within(closing.close(), 'close() should end')
    logs.push(closing.logs())
  }

  async function rest(turns: number): Promise<void> {
    const movements = () => `${simulator.log.length} ${answers.length}`
    for (let still = 0, before = ''; still < turns; still = movements() === before ? still + 1 : 0) {
      before = movements()
      await pause(4)
      await simulator.settled()
    }
  }

  const stage: Stage = {
    simulator,
    kept,
    advance: clock.advance,
    close: () => watched(close()),
    async reopen() {
      await close()
      app = await open()
    },
    visit: (path, init) => watched(visit(path, init)),
    leaver(path, init) {
      if (!app) throw new Error('the application is closed')
      const visitor = new AbortController()
      const { signal } = visitor
      const left = new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }))
      const answered = ask(app, path, { ...init, signal }).then(
        (answer) => void answers.push(answer),
        () => left,
      )
      return { leave: () => visitor.abort(), gone: Promise.race([answered, left]) }
    },
    crowd: (visitors, path = '/categories', init = () => ({})) =>
      watched(Promise.all(Array.from({ length: visitors }, (_, visitor) => stage.visit(path, init(visitor))))),
    async warmUp() {
      const { status } = await stage.visit('/categories')
      expect(status === 200, `GET /categories should be 200 but is ${status}`)
      await simulator.settled()
      simulator.reset()
    },
    async until(condition, otherwise) {
      const began = performance.now()
      while (!condition()) {
        expect(performance.now() - began < patienceMs, otherwise)
        await pause(2)
      }
      await simulator.settled()
    },
    rest: () => rest(8),
    async whileTimePasses(promise) {
      let settled = false
      const done = () => {
        settled = true
      }
      promise.then(done, done)
      for (let stride = 0; stride < MOST_STRIDES && !settled; stride++) {
        // Should it not be rest yet, then a stride comes early: there are many.
        await rest(3)
        if (!settled) clock.advance(Math.min(clock.untilNext() ?? STRIDE_MS, STRIDE_MS))
      }
      return promise
    },
    sent: (endpoint) => simulator.log.filter((entry) => entry.endpoint === endpoint),
    async elsewhere() {
      const other = createSimulator({ clock })
      servers.push(other)
      return { simulator: other, url: (await other.listen()).url }
    },
  }

  try {
    app = await open()
    await play(stage)
    await close()
    for (const { text, status } of answers) expectNoSecret(text, `an answer (${status})`)
    for (const text of logs) expectNoSecret(text, 'the log')
  } finally {
    // A case that failed may have left somebody waiting for a server: those go first.
    await Promise.all(servers.map((server) => server.close()))
    await close().catch(() => {})
  }
}

function expectNoSecret(text: string, where: string): void {
  const secrets = secretsIn(text)
  expect(secrets.length === 0, `${where} shows ${secrets.join(' and ')}`)
}

/** A case may fail before it comes to wait for this one. */
function watched<Value>(promise: Promise<Value>): Promise<Value> {
  promise.catch(() => {})
  return promise
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => void setTimeout(resolve, ms))
}
