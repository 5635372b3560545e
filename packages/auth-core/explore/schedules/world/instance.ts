import type { GetTokenOptions, PagamioAuth, PagamioAuthOptions } from '../../../src/index.ts'
import { STEPS, type StepSource } from '../../../src/observe/step-source.ts'
import type { Seams } from '../../../src/options/seams.ts'
import type { TakenStep } from '../../../src/token/taken-step.ts'
import type { Core } from '../core.ts'
import type { Ask, Work } from './asks.ts'
import { CountedBudget } from './counted-budget.ts'
import { fakeSubtle } from './fake-subtle.ts'
import { fetchThrough } from './fetch.ts'
import type { Name } from './history.ts'
import type { Outside } from './outside.ts'
import { storeThrough } from './store.ts'
import { TOKEN_LIFE_MS } from './token-server.ts'

const SEAMS = Symbol.for('@pagamio/auth-core/seams')
const KEY = new Uint8Array(32).fill(7)
const TIMEOUT_MS = 30_000
/** What was sent is waited for, and then what is to be written to the store. */
const CLOSE_MS = 5_000 + 8 * 500
/** Reading the credentials, and looking into the store twice. */
const RESTORE_MS = 30_000 + 2 * 500

export const firstCredentials = { username: 'merchant', password: 'first' }

export interface InstanceOptions {
  /** Credentials come from a function, which is asked at each acquisition. */
  readonly credentialsFunction?: boolean
}

/** How a caller asks, and how long it may take. */
export type AskOptions = Pick<GetTokenOptions, 'rejected' | 'minTtlMs'> & {
  /** Makes the caller leave; several may have the same. */
  readonly controller?: AbortController
  readonly withinMs?: number
}

/** One instance of the core, as if in a process of its own: all that it asks of the outside waits in the outside. */
export class Instance {
  readonly name: Name
  readonly auth: PagamioAuth
  readonly budget: CountedBudget
  readonly asks: Ask[] = []
  readonly works: Work[] = []
  /** What was handed to `waitUntil` and is not over. */
  readonly background = new Set<Promise<unknown>>()
  credentials = firstCredentials
  replaced = false
  /** The tokens that new credentials left in use. */
  inheritedToken: string | undefined
  closed = false
  #heldValue: string | undefined
  readonly #outside: Outside

  constructor(name: Name, core: Core, outside: Outside, options: InstanceOptions) {
    const { time, pending } = outside
    this.name = name
    this.#outside = outside
    const clock = time.clockOf(name)
    this.budget = new CountedBudget(core, clock)
    const seams: Seams = {
      subtle: fakeSubtle(outside, name),
      load: <Module>() =>
        new Promise<Module>((resolve, reject) => {
          const complete = (how: string | undefined) => {
            if (how === undefined) return resolve(core.sharing as Module)
            outside.facts.storeFailed(name, 'load')
            reject(new Error('no such chunk'))
          }
          pending.add({ by: name, what: 'load', failures: ['fails'], complete })
        }),
    }
    let random = 0
    const given: PagamioAuthOptions & { [SEAMS]: Seams } = {
      environment: 'sandbox',
      credentials: options.credentialsFunction ? ({ signal }) => this.#read(signal) : firstCredentials,
      store: storeThrough(outside, name, outside.store),
      key: KEY,
      fetch: fetchThrough(outside, name, this.budget),
      clock,
      budget: this.budget.budget,
      random: () => (random = (random + 0.37) % 1),
      waitUntil: (work) => {
        this.background.add(work)
        work.then(() => this.background.delete(work))
      },
      [SEAMS]: seams,
    }
    this.auth = core.createPagamioAuth(given)
    ;(this.auth as PagamioAuth & StepSource)[STEPS].listeners.steps.add((step) => this.#onStep(step))
    this.auth.subscribe((event) => {
      if (event.type === 'internal_error') outside.violate(`${name}: internal_error: ${event.event} at ${event.step}`)
    })
  }

  /** A caller asks. */
  ask({ controller, withinMs = TIMEOUT_MS, rejected, minTtlMs }: AskOptions = {}): Ask {
    const { time, story } = this.#outside
    const refused = rejected && (typeof rejected === 'string' ? rejected : rejected.value)
    const ask: Ask = {
      name: `${this.name} getToken ${this.asks.length + 1}`,
      askedAt: time.now,
      withinMs,
      rejected: refused,
      living: this.livingToken === refused ? undefined : this.livingToken,
      controller,
    }
    this.asks.push(ask)
    const plain = rejected === undefined && minTtlMs === undefined && !controller
    const settled = (how: Pick<Ask, 'token' | 'error'>) => {
      Object.assign(ask, how, { settledAt: time.now, credentials: this.credentials })
      story.settled(ask)
    }
    this.auth.getToken(plain ? undefined : { rejected, minTtlMs, signal: controller?.signal }).then(
      (token) => settled({ token }),
      (error) => settled({ error }),
    )
    return ask
  }

  replaceCredentials(credentials: typeof firstCredentials): void {
    const sameAccount = credentials.username === this.credentials.username
    this.credentials = credentials
    this.replaced = true
    this.inheritedToken = sameAccount ? this.livingToken : undefined
    this.auth.setCredentials(credentials)
  }

  close(): void {
    this.closed = true
    this.#watch('close', CLOSE_MS, this.auth.close())
  }

  restore(): void {
    this.#watch('restore', RESTORE_MS, this.auth.restore())
  }

  /** Somebody waits for something. */
  get awaited(): boolean {
    return [...this.asks, ...this.works].some(({ settledAt }) => settledAt === undefined)
  }

  /** Held, and alive by the server's reckoning. */
  get livingToken(): string | undefined {
    const { server, time } = this.#outside
    const given = this.#heldValue === undefined ? undefined : server.tokens.get(this.#heldValue)
    return given && time.now < given.givenAt + TOKEN_LIFE_MS ? given.value : undefined
  }

  #watch(what: string, withinMs: number, promise: Promise<unknown>): void {
    const { time } = this.#outside
    const work: Work = { name: `${this.name} ${what}`, askedAt: time.now, withinMs }
    this.works.push(work)
    const settled = (how: Pick<Work, 'error'>) => Object.assign(work, how, { settledAt: time.now })
    promise.then(
      () => settled({}),
      (error) => settled({ error }),
    )
  }

  #read(signal: AbortSignal): Promise<typeof firstCredentials> {
    const { pending, facts } = this.#outside
    return new Promise((resolve, reject) => {
      const failed = () => facts.failedReadings++
      signal.addEventListener('abort', failed, { once: true })
      const complete = (how: string | undefined) => {
        signal.removeEventListener('abort', failed)
        if (how === undefined) return resolve(this.credentials)
        failed()
        reject(new Error('no vault'))
      }
      pending.add({ by: this.name, what: 'credentials', failures: ['rejects', 'hangs', 'late'], signal, complete })
    })
  }

  #onStep(step: TakenStep): void {
    const { story, steps } = this.#outside
    this.#heldValue = step.after.held?.set.accessToken
    story.stepped(this.name, step)
    steps.check(this.name, step)
  }
}
