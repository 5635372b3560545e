import type { State } from '../../src/token/state.ts'
import { nowOf, type Process, type World, withProcess } from './world.ts'

/**
 * Short times (back-offs, pauses, deadlines, suppressions) are not measured here: each of them may be over at any moment,
 * whatever else has passed. That covers every order in which they can end.
 */
interface Deadline {
  /** When it is over; undefined if there is none. Monotonic. */
  readonly of: (process: Process) => number | undefined
  /** The same, over at `at`. */
  readonly at: (process: Process, at: number) => Process
}

const GIVEN_UP_ELSEWHERE_MS = 11_000
const MANY_LOOKS = 100
const UNREJECTED_MS = 30_000
const ASK_AGAIN_MS = 30_000

const inState = (change: (state: State) => State) => (process: Process) => ({
  ...process,
  state: change(process.state),
})

const inFlight =
  (change: (flight: NonNullable<State['flight']>) => State['flight']) =>
  (process: Process): Process =>
    inState((state) => (state.flight ? { ...state, flight: change(state.flight) } : state))(process)

const backoff: Deadline = {
  of: ({ state }) => state.backoff?.until,
  at: (process, until) =>
    inState((state) => (state.backoff ? { ...state, backoff: { ...state.backoff, until } } : state))(process),
}

const blocked: Deadline = {
  of: ({ state }) => state.flight?.blocked?.until,
  at: (process, until) =>
    inFlight((flight) => (flight.blocked ? { ...flight, blocked: { ...flight.blocked, until } } : flight))(process),
}

/** Another process has had the lease for too long, and at too many looks. */
const elsewhere: Deadline = {
  of: ({ state: { flight } }) =>
    flight?.elsewhere && flight.elsewhere.busyLooks > 0
      ? flight.elsewhere.busySince + GIVEN_UP_ELSEWHERE_MS
      : undefined,
  at: (process, at) =>
    inFlight((flight) =>
      flight.elsewhere
        ? {
            ...flight,
            elsewhere: { ...flight.elsewhere, busySince: at - GIVEN_UP_ELSEWHERE_MS, busyLooks: MANY_LOOKS },
          }
        : flight,
    )(process),
}

/** A store that does not answer is waited for no longer. */
const patience: Deadline = {
  of: ({ state: { flight } }) => (flight?.elsewhere ? flight.patientUntil : undefined),
  at: (process, patientUntil) => inFlight((flight) => ({ ...flight, patientUntil }))(process),
}

/** For a moment callers are told what those before them were told. */
const failFast: Deadline = {
  of: ({ state }) => state.failFast?.lookAgainAt,
  at: (process, lookAgainAt) =>
    inState((state) => {
      const { failFast } = state
      if (!failFast) return state
      const later = failFast.until + lookAgainAt - failFast.lookAgainAt
      return { ...state, failFast: { ...failFast, lookAgainAt, until: later } }
    })(process),
}

/** A replacement has been used for long without a 401. */
const unrejected: Deadline = {
  of: ({ state: { held } }) => (held?.set.replacement ? held.landedAt + UNREJECTED_MS : undefined),
  at: (process, at) =>
    inState((state) => (state.held ? { ...state, held: { ...state.held, landedAt: at - UNREJECTED_MS } } : state))(
      process,
    ),
}

const suppressed: Deadline = {
  of: ({ state }) => state.rejection.suppressedUntil || undefined,
  at: (process, suppressedUntil) =>
    inState((state) => ({ ...state, rejection: { ...state.rejection, suppressedUntil } }))(process),
}

/** A function is asked again for credentials. */
const refused: Deadline = {
  of: ({ state }) => (state.refused && state.reread ? state.refused.at + ASK_AGAIN_MS : undefined),
  at: (process, at) =>
    inState((state) => (state.refused ? { ...state, refused: { ...state.refused, at: at - ASK_AGAIN_MS } } : state))(
      process,
    ),
}

const pause: Deadline = {
  of: ({ pending }) => pending.find(({ kind }) => kind === 'pause')?.due,
  at: (process, due) => ({
    ...process,
    pending: process.pending.map((each) => (each.kind === 'pause' ? { ...each, due } : each)),
  }),
}

/** The next sign of life of the acquisition. */
const expected: Deadline = {
  of: ({ state }) => state.flight?.expectedBy,
  at: (process, expectedBy) => inFlight((flight) => ({ ...flight, expectedBy }))(process),
}

const short = [backoff, blocked, failFast, pause] as const
/** Longer than a store takes to write. */
const long = [elsewhere, patience, unrejected, suppressed, refused] as const
const running: readonly Deadline[] = [...short, ...long]

/** The moments at which something is over that still runs. */
export function deadlinesOf(process: Process, mono: number, which: 'short' | 'all'): readonly number[] {
  const moments = new Set<number>()
  for (const { of } of which === 'all' ? running : short) {
    const at = of(process)
    if (at !== undefined && at > mono) moments.add(at)
  }
  return [...moments]
}

/** All that ends at this moment is over. */
export function passDeadline(world: World, index: number, moment: number): World {
  let process = world.processes[index]
  if (!process) return world
  const over = nowOf(world, process).mono
  for (const { of, at } of running) if (of(process) === moment) process = at(process, over)
  return withProcess(world, index, process)
}

/** Whether no sign of life may be late: what it waits for has to be over first. */
export const mayBeLate = (process: Process, mono: number): boolean =>
  process.state.flight !== undefined && (pause.of(process) ?? 0) <= mono && (blocked.of(process) ?? 0) <= mono

export const passExpected = (world: World, index: number): World => {
  const process = world.processes[index]
  return process ? withProcess(world, index, expected.at(process, nowOf(world, process).mono - 1)) : world
}

/** Long times go on alone: the short ones that run are as far away as before. */
export function keepDeadlines(process: Process, mono: number, ms: number): Process {
  let kept = process
  for (const { of, at } of [...running, expected]) {
    const moment = of(kept)
    if (moment !== undefined && moment > mono) kept = at(kept, moment + ms)
  }
  return kept
}

/** Which of the short times run, and which of them end together. */
export function deadlineBits(process: Process, mono: number): readonly number[] {
  const moments: number[] = []
  const bits = running.map(({ of }) => {
    const at = of(process)
    if (at === undefined || at <= mono) return 0
    const known = moments.indexOf(at)
    return known >= 0 ? known + 1 : moments.push(at)
  })
  const { flight } = process.state
  bits.push(flight && flight.expectedBy < mono ? 1 : 0)
  return bits
}
