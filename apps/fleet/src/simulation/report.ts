import type { LimitedEndpoint } from '@pagamio/auth-core'
import type { Scheduler } from './scheduler.ts'

const MINUTE = 60_000
export const LIMITS = { login: 5, refresh: 10 } as const

/** What happened in one minute; of the calls to the token endpoint, the most in any 60 s that ended in it, at one address. */
export interface Minute {
  calls: number
  failed: number
  login: number
  refresh: number
}

export interface StoryLine {
  readonly at: number
  readonly text: string
}

/** A promise that was broken, or a limit of one that was met. */
export interface Finding {
  readonly what: string
  times: number
  readonly first: StoryLine
  /** The minute before it. */
  readonly story: readonly StoryLine[]
}

/** A fault as the page shows it. */
export interface FaultSpan {
  readonly kind: string
  readonly from: number
  readonly until: number
}

/** All that is to be told of a run. */
export class Report {
  readonly minutes: Minute[]
  readonly broken = new Map<string, Finding>()
  /** What the promises leave out, by name. */
  readonly limits = new Map<string, Finding>()
  readonly faults: FaultSpan[] = []
  /** Calls in any 60 s, and the same with those that a limit of the promise explains. */
  readonly most = { login: 0, refresh: 0 }
  readonly mostWithExcuse = { login: 0, refresh: 0 }
  calls = 0
  logins = 0
  refreshes = 0
  /** 429s, and those that a limit of the promise explains. */
  limited = 0
  limitedWithExcuse = 0
  /** Calls that failed, by what they failed with. */
  readonly failures = new Map<string, number>()
  failedWithToken = 0
  longestWaitMs = 0
  longestWaitWithTokenMs = 0
  /** Refresh tokens, and those that a limit of the promise explains. */
  spentTwice = 0
  spentTwiceWithExcuse = 0
  readonly #scheduler: Scheduler
  readonly #recent = new Map<string, number[]>()
  #story: StoryLine[] = []

  constructor(scheduler: Scheduler, durationMs: number) {
    this.#scheduler = scheduler
    const minutes = Math.ceil(durationMs / MINUTE) + 1
    this.minutes = Array.from({ length: minutes }, () => ({ calls: 0, failed: 0, login: 0, refresh: 0 }))
  }

  get minute(): Minute {
    return this.minutes[Math.floor(this.#scheduler.now / MINUTE)] as Minute
  }

  /** One more line of the story, of which the last minute is kept. */
  tell(text: string): void {
    this.#story.push({ at: this.#scheduler.now, text })
    if (this.#story.length > 2_000) this.#story = this.#lastMinute()
  }

  /** A call arrives at the token endpoint; returns how many there were in the last 60 s, with it. */
  arrived(endpoint: LimitedEndpoint, address: string, excuse: string | undefined): number {
    const { now } = this.#scheduler
    const key = `${endpoint} ${address}`
    const recent = this.#recent.get(key) ?? []
    this.#recent.set(key, recent)
    while (recent.length > 0 && now - (recent[0] as number) >= MINUTE) recent.shift()
    recent.push(now)
    if (endpoint === 'login') this.logins++
    else this.refreshes++
    const { minute } = this
    minute[endpoint] = Math.max(minute[endpoint], recent.length)
    const most = excuse === undefined ? this.most : this.mostWithExcuse
    most[endpoint] = Math.max(most[endpoint], recent.length)
    return recent.length
  }

  get failedWithout(): number {
    let all = 0
    for (const times of this.failures.values()) all += times
    return all - this.failedWithToken
  }

  failed(code: string): void {
    this.minute.failed++
    this.failures.set(code, (this.failures.get(code) ?? 0) + 1)
  }

  /** Something that should not be; `limit` names the limit of the promise that explains it, if one does. */
  found(what: string, detail: string, limit?: string | undefined): void {
    const findings = limit === undefined ? this.broken : this.limits
    const name = limit ?? what
    this.tell(`${limit === undefined ? 'BROKEN' : 'limit'}: ${what}: ${detail}`)
    const known = findings.get(name)
    if (known) known.times++
    else {
      const first = { at: this.#scheduler.now, text: `${what}: ${detail}` }
      findings.set(name, { what: name, times: 1, first, story: limit === undefined ? this.#lastMinute() : [] })
    }
  }

  #lastMinute(): StoryLine[] {
    return this.#story.filter(({ at }) => this.#scheduler.now - at <= MINUTE)
  }
}
