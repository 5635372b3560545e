import { createSimulator, type Simulator } from '@pagamio/simulator'
import { type Budget, createBudget } from '../../src/index.ts'
import { type ManualClock, manualClock } from '../../src/testing/index.ts'
import { Client } from './client.ts'
import { seededRandom } from './seeded-random.ts'

export const MINUTE = 60_000

export interface WorldOptions {
  /** The merchant of each instance; two may share one. */
  readonly instances: readonly number[]
  readonly accessMs: number
  /** What the server says of the lifetime, and what a reader has to make of it. */
  readonly expiresIn: { readonly sent: unknown; readonly lifeMs: number | undefined }
  readonly limits: { readonly logins: number; readonly refreshes: number }
  readonly latencyMs: number
  readonly withRefreshToken: boolean
  readonly seed: number
}

/** One address: a server, and some instances that share its budget. */
export class World {
  readonly clock: ManualClock
  readonly simulator: Simulator
  readonly clients: Client[] = []
  readonly #budget: Budget
  readonly #options: WorldOptions
  readonly #random: () => number
  readonly #retired: Client[] = []
  readonly #violations: string[] = []
  /** What the server accepts now, by username. */
  readonly #passwords = new Map<string, string>()
  #passwordsMade = 0

  constructor(options: WorldOptions) {
    const { accessMs, expiresIn, limits, latencyMs, withRefreshToken, seed } = options
    const holder: { simulator?: Simulator } = {}
    this.#options = options
    this.#random = seededRandom(seed)
    this.clock = manualClock({ settle: async () => holder.simulator?.settled() })
    const merchants = [0, 1, 2].map((n) => ({
      username: `canary-user-${n}`,
      password: this.#newPassword(),
      id: `M-${n}`,
    }))
    for (const { username, password } of merchants) this.#passwords.set(username, password)
    this.simulator = createSimulator({
      clock: this.clock,
      merchants,
      rotation: 'strict',
      lifetimes: { accessMs },
      limits,
      latencyMs,
      withRefreshToken,
      ...(expiresIn.lifeMs === undefined ? {} : { expiresIn: expiresIn.sent }),
    })
    holder.simulator = this.simulator
    this.#budget = createBudget({ clock: this.clock })
    for (const merchant of options.instances) this.clients.push(this.#open(`canary-user-${merchant}`))
  }

  /** The client that a number out of anywhere stands for. */
  client(index: number): Client {
    return this.clients[index % this.clients.length] as Client
  }

  rotateOnServer({ username, model }: Client): void {
    const password = this.#passwords.get(username) === model.password ? this.#newPassword() : model.password
    this.#passwords.set(username, password)
    this.simulator.changePassword(username, password)
  }

  setCredentials(client: Client, which: 'of-server' | 'next' | 'same'): void {
    const { username, model } = client
    const ofServer = this.#passwords.get(username) as string
    client.setCredentials(which === 'same' ? model.password : which === 'next' ? this.#newPassword() : ofServer)
  }

  /** As after a crash: another instance, with the present password, that knows nothing. */
  reopen(client: Client): void {
    this.#retired.push(client)
    this.clients.splice(this.clients.indexOf(client), 1, this.#open(client.username))
  }

  async jump(which: 'wall' | 'monotonic', ms: number): Promise<void> {
    await this.clock.advance(0)
    if (which === 'wall') this.clock.jumpWall(ms)
    else {
      // A call that a sleep has put past its deadline is trusted no more, and may have a second one beside it.
      const inFlight = this.#all().some(({ auth }) => auth.status().acquiring)
      this.clock.jumpMonotonic(Math.min(Math.abs(ms), inFlight ? 30_000 : Number.POSITIVE_INFINITY))
      // The hot path may trust the monotonic clock for one wall millisecond, and no sleep is as short as that.
      this.clock.jumpWall(1)
      for (const client of this.#all()) client.asks.forgiveJump(Math.abs(ms))
    }
    await this.clock.advance(0)
  }

  /** Lets everything happen that needs no time; then only what callers wait for may keep the process alive. */
  async settle(): Promise<void> {
    await this.clock.advance(0)
    for (const client of this.#all()) client.checkQuiet()
    this.#checkQueue()
  }

  /** Throws where an invariant was broken since the world began. */
  check(): void {
    for (const client of this.#all()) client.check()
    if (this.#violations.length > 0) throw new Error(`Broken: ${[...new Set(this.#violations)].join('; ')}`)
  }

  /** Lets everything come to its end, closes what is open, and looks at what is left. */
  async finish(): Promise<void> {
    await this.#drain()
    this.check()
    for (const client of this.clients) if (!client.model.closed) client.close()
    await this.#drain()
    await this.settle()
    await this.clock.advance(20 * MINUTE)
    for (const client of this.#all()) {
      client.checkRemains()
      client.checkTrace()
    }
    const { simulator } = this
    for (const [endpoint, most] of [
      ['login', 5],
      ['refresh', 10],
    ] as const) {
      const busiest = simulator.busiestWindow(endpoint)
      if (busiest > most) this.#violate(`2: ${busiest} calls of ${endpoint} in one window`)
    }
    const references = simulator.charges.map(({ merchantReference }) => merchantReference)
    if (new Set(references).size < references.length) this.#violate('5: a purchase was charged twice')
    this.check()
  }

  async #drain(): Promise<void> {
    await this.clock.advance(0)
    const deadlines = this.#all().flatMap(({ asks }) => asks.pending.map(({ deadline }) => deadline))
    if (deadlines.length === 0) return
    await this.clock.advance(Math.max(0, Math.max(...deadlines) - this.clock.monotonic()) + 5)
  }

  /** Without a token there is no renewal in the background: a flight in the queue then needs a caller. */
  #checkQueue(): void {
    const all = this.#all()
    const idle = all.every(
      ({ asks, model, startedAlone }) => asks.pending.length === 0 && model.latest === undefined && !startedAlone,
    )
    const queued = all[0]?.queued ?? 0
    if (idle && queued > 0) this.#violate(`12: ${queued} flights wait in the queue for nobody`)
  }

  #all(): Client[] {
    return [...this.clients, ...this.#retired]
  }

  #open(username: string): Client {
    const { simulator, clock } = this
    const { accessMs, expiresIn } = this.#options
    return new Client({
      simulator,
      clock,
      budget: this.#budget,
      random: this.#random,
      username,
      password: this.#passwords.get(username) as string,
      lifeMs: Math.min(accessMs, expiresIn.lifeMs ?? accessMs, 60 * MINUTE),
      violate: (rule) => this.#violate(rule),
    })
  }

  readonly #violate = (rule: string): void => {
    this.#violations.push(rule)
  }

  #newPassword(): string {
    return `canary-password-${++this.#passwordsMade}`
  }
}
