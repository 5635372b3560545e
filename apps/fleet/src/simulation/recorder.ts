import type { LimitedEndpoint } from '@pagamio/auth-core'
import { emptyReport, LIMITS, type Minute, type Report, type StoryLine } from './report.ts'
import type { Scheduler } from './scheduler.ts'

const MINUTE = 60_000
const SHORT_STORY = 2_000

/** Writes down what happens at one address. */
export class Recorder {
  readonly report: Report
  readonly #scheduler: Scheduler
  readonly #recent: Readonly<Record<LimitedEndpoint, number[]>> = { login: [], refresh: [] }
  #story: StoryLine[] = []
  /** As many lines as it may have before what is older than a minute is left out. */
  #longest = SHORT_STORY

  constructor(scheduler: Scheduler, durationMs: number) {
    this.#scheduler = scheduler
    this.report = emptyReport(durationMs)
  }

  get #minute(): Minute {
    return this.report.minutes[Math.floor(this.#scheduler.now / MINUTE)] as Minute
  }

  /** One more line of the story, of which the last minute is kept. */
  tell(text: string): void {
    this.#story.push({ at: this.#scheduler.now, text })
    if (this.#story.length <= this.#longest) return
    this.#story = this.#lastMinute()
    // Twice as many: in a bad minute nothing could be left out, and each line would look through all of them.
    this.#longest = Math.max(SHORT_STORY, 2 * this.#story.length)
  }

  /** A call arrives at the token endpoint; returns how many there were in the last 60 s, with it. */
  arrived(endpoint: LimitedEndpoint, excuse: string | undefined): number {
    const { now } = this.#scheduler
    const recent = this.#recent[endpoint]
    while (recent.length > 0 && now - (recent[0] as number) >= MINUTE) recent.shift()
    recent.push(now)
    const { report } = this
    if (endpoint === 'login') report.logins++
    else report.refreshes++
    const minute = this.#minute
    minute[endpoint] = Math.max(minute[endpoint], recent.length)
    if (excuse === undefined && recent.length > LIMITS[endpoint]) minute.broken = true
    const most = excuse === undefined ? report.most : report.mostWithExcuse
    most[endpoint] = Math.max(most[endpoint], recent.length)
    return recent.length
  }

  called(): void {
    this.report.calls++
    this.#minute.calls++
  }

  failed(code: string): void {
    const { failures } = this.report
    this.#minute.failed++
    failures.set(code, (failures.get(code) ?? 0) + 1)
  }

  /** Something that should not be; `limit` names the limit of the promise that explains it, if one does. */
  found(what: string, detail: string, limit?: string | undefined): void {
    const findings = limit === undefined ? this.report.broken : this.report.limits
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
