import type { Clock } from '@pagamio/auth-core'
import { createSimulator, type Endpoint, type Fault, type Simulator, type SimulatorOptions } from '@pagamio/simulator'
import type { FleetOptions } from './fleet-options.ts'
import type { Random } from './random.ts'
import type { Scheduler } from './scheduler.ts'

const MINUTE = 60_000
/** Where a simulation reaches into the simulator. */
const SIMULATOR_SEAMS = Symbol.for('@pagamio/simulator/seams')
const TOKEN_LIFE_MS = 30 * MINUTE

export interface Account {
  readonly username: string
  readonly password: string
}

interface Given {
  readonly at: number
  accepted: boolean
}

/** Pagamio as one address sees it: the shipped simulator, what may become of it, and which tokens it has given. */
export class Pagamio {
  readonly simulator: Simulator
  /** Picks a fault for a request that arrives. */
  faultFor: (endpoint: Endpoint) => Fault | undefined = () => undefined
  /** What the credentials function of each process finds. */
  readonly vault = new Map<string, Account>()
  readonly #scheduler: Scheduler
  /** In the order of issue. */
  readonly #given = new Map<string, Given>()
  /** All from before it are revoked. */
  #revokedAt = Number.NEGATIVE_INFINITY
  #serial = 0

  constructor(scheduler: Scheduler, merchants: readonly string[], { refresh }: FleetOptions) {
    this.#scheduler = scheduler
    const accounts = merchants.map((id) => {
      const account = { username: `merchant ${id}`, password: 'password-1' }
      this.vault.set(id, account)
      return { ...account, id }
    })
    const clock: Clock = {
      now: () => Date.UTC(2026, 0, 5) + Math.floor(scheduler.now),
      monotonic: () => scheduler.now,
      setTimeout: (callback, ms) => scheduler.after(ms, callback),
      clearTimeout: (handle) => void Object.assign(handle as object, { run: undefined }),
    }
    this.simulator = createSimulator({
      clock,
      merchants: accounts,
      withRefreshToken: refresh,
      [SIMULATOR_SEAMS]: { sign: this.#sign, digest: async () => new ArrayBuffer(32) },
    } as SimulatorOptions)
  }

  /** Carries out a request that has arrived from an address. */
  receive(endpoint: Endpoint, address: string, input: string, init: RequestInit): Promise<Response> {
    const fault = this.faultFor(endpoint)
    if (fault) this.simulator.failNext(endpoint, fault)
    // What is to become of it is settled by the time it returns.
    const answer = this.simulator.fetchFrom(address)(input, init)
    if (fault) this.simulator.clearFaults()
    return answer
  }

  /** Whether a token is good for so much longer, as far as is known here; a 401 corrects it. */
  isGood(token: string, forMs: number): boolean {
    const given = this.#given.get(token)
    if (!given || given.at <= this.#revokedAt) return false
    return this.#scheduler.now + forMs < given.at + TOKEN_LIFE_MS
  }

  givenAt(token: string): number | undefined {
    return this.#given.get(token)?.at
  }

  /** Whether it would be accepted once more: a call that only shows this again need not be made. */
  acceptsAgain(token: string): boolean {
    return this.#given.get(token)?.accepted === true && this.isGood(token, 1_000)
  }

  /** It was answered as a good one. */
  accepted(token: string): void {
    const given = this.#given.get(token)
    if (given) given.accepted = true
  }

  /** It was answered 401. */
  foundDead(token: string): void {
    this.#given.delete(token)
  }

  revokeAll(): void {
    this.simulator.revokeAll()
    this.#revokedAt = this.#scheduler.now
  }

  /** Pagamio knows the new password at once, the vault a little later. */
  changePassword(merchant: string, random: Random): void {
    const account = this.vault.get(merchant)
    if (!account) return
    const password = `password-${Math.floor(random.next() * 1e9)}`
    this.simulator.changePassword(account.username, password)
    this.#scheduler.after(random.between(0, 3 * MINUTE), () => this.vault.set(merchant, { ...account, password }))
  }

  /** What looks like a token, because signing takes as long as it takes. */
  readonly #sign = async (_account: object, { issuedAt, accessMs }: { issuedAt: number; accessMs: number }) => {
    const iat = Math.floor(issuedAt / 1000)
    const claims = { iat, exp: iat + accessMs / 1000, jti: ++this.#serial }
    const token = `${encoded({ alg: 'none' })}.${encoded(claims)}.unsigned`
    this.#forget()
    this.#given.set(token, { at: this.#scheduler.now, accepted: false })
    return token
  }

  #forget(): void {
    for (const [token, { at }] of this.#given) {
      if (at + TOKEN_LIFE_MS > this.#scheduler.now) return
      this.#given.delete(token)
    }
  }
}

const encoded = (claims: object) => Buffer.from(JSON.stringify(claims)).toString('base64url')
