const MINUTE = 60_000
export const LIMITS = { login: 5, refresh: 10 } as const

/** What happened in one minute; of the calls to the token endpoint, the most in any 60 s that ended in it, at one address. */
export interface Minute {
  calls: number
  failed: number
  login: number
  refresh: number
  /** There were more than a limit allows, and nothing explains it. */
  broken: boolean
}

export interface StoryLine {
  readonly at: number
  readonly text: string
}

/** A promise that was broken, or a limit of one that was met. */
interface Finding {
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

/** All that is to be told of a run: plain data, which goes from one thread to another. */
export interface Report {
  readonly minutes: Minute[]
  readonly broken: Map<string, Finding>
  /** What the promises leave out, by name. */
  readonly limits: Map<string, Finding>
  readonly faults: FaultSpan[]
  /** Calls in any 60 s, and the same with those that a limit of the promise explains. */
  readonly most: PerEndpoint
  readonly mostWithExcuse: PerEndpoint
  calls: number
  logins: number
  refreshes: number
  /** 429s, and those that a limit of the promise explains. */
  limited: number
  limitedWithExcuse: number
  /** Calls that failed, by what they failed with. */
  readonly failures: Map<string, number>
  failedWithToken: number
  longestWaitMs: number
  longestWaitWithTokenMs: number
  /** Refresh tokens, and those that a limit of the promise explains. */
  spentTwice: number
  spentTwiceWithExcuse: number
}

interface PerEndpoint {
  login: number
  refresh: number
}

export function emptyReport(durationMs: number): Report {
  const minutes = Math.ceil(durationMs / MINUTE) + 1
  return {
    minutes: Array.from({ length: minutes }, () => ({ calls: 0, failed: 0, login: 0, refresh: 0, broken: false })),
    broken: new Map(),
    limits: new Map(),
    faults: [],
    most: { login: 0, refresh: 0 },
    mostWithExcuse: { login: 0, refresh: 0 },
    calls: 0,
    logins: 0,
    refreshes: 0,
    limited: 0,
    limitedWithExcuse: 0,
    failures: new Map(),
    failedWithToken: 0,
    longestWaitMs: 0,
    longestWaitWithTokenMs: 0,
    spentTwice: 0,
    spentTwiceWithExcuse: 0,
  }
}

/** What several addresses saw, in one: sums, and of what has a limit at each address the most. */
export function merged(reports: readonly Report[], durationMs: number): Report {
  const all = emptyReport(durationMs)
  const faults = new Map<string, FaultSpan>()
  for (const report of reports) {
    for (const sum of SUMS) all[sum] += report[sum]
    for (const most of MOSTS) all[most] = Math.max(all[most], report[most])
    for (const most of ['most', 'mostWithExcuse'] as const) {
      all[most].login = Math.max(all[most].login, report[most].login)
      all[most].refresh = Math.max(all[most].refresh, report[most].refresh)
    }
    for (const [at, minute] of report.minutes.entries()) addMinute(all.minutes[at] as Minute, minute)
    for (const [code, times] of report.failures) all.failures.set(code, (all.failures.get(code) ?? 0) + times)
    for (const kind of ['broken', 'limits'] as const)
      for (const finding of report[kind].values()) addFinding(all[kind], finding)
    // What goes wrong at Pagamio does so for all of them at once.
    for (const span of report.faults) faults.set(`${span.kind} ${span.from}`, span)
  }
  all.faults.push(...[...faults.values()].sort((a, b) => a.from - b.from))
  return all
}

const SUMS = [
  ...(['calls', 'logins', 'refreshes', 'limited', 'limitedWithExcuse'] as const),
  ...(['failedWithToken', 'spentTwice', 'spentTwiceWithExcuse'] as const),
] as const
const MOSTS = ['longestWaitMs', 'longestWaitWithTokenMs'] as const

function addMinute(all: Minute, { calls, failed, login, refresh, broken }: Minute): void {
  all.calls += calls
  all.failed += failed
  all.login = Math.max(all.login, login)
  all.refresh = Math.max(all.refresh, refresh)
  all.broken ||= broken
}

/** Of the same finding at several addresses, the first one is told. */
function addFinding(all: Map<string, Finding>, finding: Finding): void {
  const known = all.get(finding.what)
  const times = (known?.times ?? 0) + finding.times
  const first = known && known.first.at <= finding.first.at ? known : finding
  all.set(finding.what, { ...first, times })
}
