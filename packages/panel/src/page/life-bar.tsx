import type { PagamioAuthStatus } from '@pagamio/auth-core'
import type { ShownEvent } from '../messages.ts'
import { durationOf, timeOf, toldOf } from './words.ts'

/** So much of the life is shown before its beginning: what led to this token. */
const LEAD = 0.07
/** Clocks that differ by less agree. */
const AGREE_MS = 2_000
const MINUTE = 60_000
const HOUR = 60 * MINUTE

/** The life of the held token on both clocks, with its windows, and what happened on it. */
export function LifeBar({
  status,
  events,
}: {
  readonly status: PagamioAuthStatus
  readonly events: readonly ShownEvent[]
}) {
  const { life, at } = status
  if (!life) return <div class="life empty" aria-hidden="true" />
  const { lifetimeMs, wallAgeMs, monotonicAgeMs, renewAheadMs, mustRenewMs } = life
  const begun = at - wallAgeMs
  const place = (ms: number) => `${((ms / lifetimeMs + LEAD) / (1 + LEAD)) * 100}%`
  const span = (from: number, to: number) => ({
    left: place(from),
    width: `${((to - from) / lifetimeMs / (1 + LEAD)) * 100}%`,
  })
  const clamped = (ms: number) => Math.min(Math.max(ms, 0), lifetimeMs)
  const aheadAt = lifetimeMs - renewAheadMs
  const mustAt = lifetimeMs - mustRenewMs
  const apart = wallAgeMs - monotonicAgeMs
  const marks = marksOf(events, begun, lifetimeMs)
  const age = Math.max(wallAgeMs, monotonicAgeMs)
  const said = `The token is ${durationOf(age)} old, of ${durationOf(lifetimeMs)}. It is renewed ahead from ${timeOf(begun + aheadAt)}, callers wait from ${timeOf(begun + mustAt)}, and it ends at ${timeOf(begun + lifetimeMs)}.`
  return (
    <div class="life">
      <div class="marks" aria-hidden="true">
        {marks.map(({ number, ms, mark, tone, text }) => (
          <span key={number} class={`mark ${tone}`} style={{ left: place(ms) }} title={text}>
            {mark}
          </span>
        ))}
      </div>
      <div class="bar" role="img" aria-label={said}>
        <div class="zone before" style={{ left: '0%', width: place(0) }} />
        <div class="zone fresh" style={span(0, aheadAt)} />
        <div class="zone ahead" style={span(aheadAt, mustAt)} />
        <div class="zone must" style={span(mustAt, lifetimeMs)} />
        <div class="lived wall" style={span(0, clamped(wallAgeMs))} />
        <div class="lived mono" style={span(0, clamped(monotonicAgeMs))} />
        <div class="hand wall" style={{ left: place(clamped(wallAgeMs)) }} />
        <div class="hand mono" style={{ left: place(clamped(monotonicAgeMs)) }} />
      </div>
      <div class="axis" aria-hidden="true">
        {minutesUntil(lifetimeMs).map((ms) => (
          <span key={ms} class={ms % (10 * MINUTE) === 0 ? '' : 'minor'} style={{ left: place(ms) }}>
            {ms < MINUTE && ms > 0 ? `${ms / 1000} s` : `${Math.round(ms / MINUTE)}`}
            {ms === 0 ? ' min' : ''}
          </span>
        ))}
      </div>
      <ul class="legend">
        <li class="fresh">
          From <time>{timeOf(begun)}</time> given at once
        </li>
        <li class="ahead">
          From <time>{timeOf(begun + aheadAt)}</time> renewed behind the callers’ backs
        </li>
        <li class="must">
          From <time>{timeOf(begun + mustAt)}</time> callers wait
        </li>
        <li class="end">
          Ends at <time>{timeOf(begun + lifetimeMs)}</time>
        </li>
      </ul>
      <p class="clocks">
        {Math.abs(apart) < AGREE_MS
          ? `Both clocks say ${durationOf(age)} old.`
          : `The wall clock (above) says ${durationOf(wallAgeMs)} old, the monotonic one (below) ${durationOf(monotonicAgeMs)}: ${apart > 0 ? 'the machine slept, or its clock was set on' : 'the wall clock was set back'}. The older age counts.`}
      </p>
    </div>
  )
}

function minutesUntil(lifetimeMs: number): readonly number[] {
  const steps = [1_000, 5_000, 15_000, MINUTE, 5 * MINUTE, 10 * MINUTE, 30 * MINUTE, HOUR]
  const step = steps.find((one) => lifetimeMs / one <= 8) ?? Math.ceil(lifetimeMs / (8 * HOUR)) * HOUR
  return Array.from({ length: Math.floor(lifetimeMs / step) + 1 }, (_, n) => n * step)
}

/** Those that are within the bar, oldest first; one that the next would cover is moved before it, or left out if it is the same. */
function marksOf(events: readonly ShownEvent[], begun: number, lifetimeMs: number) {
  // A mark is 20 pixels wide.
  const room = lifetimeMs * (innerWidth < 560 ? 0.065 : 0.025)
  let next = { mark: '', ms: Number.POSITIVE_INFINITY }
  const marks = events.flatMap((event) => {
    const { mark, tone, text } = toldOf(event)
    // What happened after the end is told at the end.
    const at = Math.min(event.at - begun, lifetimeMs)
    const ms = Math.min(at, next.ms - room)
    const moved = ms < at
    if (!mark || ms < -LEAD * lifetimeMs || (moved && mark === next.mark)) return []
    next = { mark, ms }
    return [{ number: event.number, ms, mark, tone, text }]
  })
  return marks.reverse()
}
