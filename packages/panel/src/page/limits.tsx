import type { EndpointStatus, PagamioAuthStatus } from '@pagamio/auth-core'
import { durationOf } from './words.ts'

/** With a limit above it only the calls are shown, and not what is free. */
const MOST_DOTS = 40

/** The last minute of permits: a dot for each call that counts, until it counts no more. */
export function Limits({ budget, nextMs }: { readonly budget: PagamioAuthStatus['budget']; readonly nextMs?: number }) {
  return (
    <section class="card limits" aria-label="Limits of the token endpoint">
      <h2>The last minute at the token endpoint</h2>
      <Endpoint name="Logins" one="login" endpoint={budget.login} />
      <Endpoint name="Refreshes" one="refresh" endpoint={budget.refresh} />
      {nextMs !== undefined && nextMs > 0 && (
        <p class="hint">A new token can be acquired in {durationOf(nextMs)} at the earliest.</p>
      )}
    </section>
  )
}

function Endpoint({
  name,
  one,
  endpoint,
}: {
  readonly name: string
  readonly one: string
  readonly endpoint: EndpointStatus
}) {
  const { limit, left, calls, nextInMs, closedForMs, waiting, windowMs } = endpoint
  const dots = Array.from(
    { length: limit > MOST_DOTS ? calls.length : Math.max(limit, calls.length) },
    (_, n) => calls[n],
  )
  const next =
    closedForMs > 0
      ? `closed after a 429, for ${durationOf(closedForMs)}`
      : nextInMs > 0
        ? `next ${one} possible in ${durationOf(nextInMs)}`
        : `next ${one} possible now`
  return (
    <div class="endpoint">
      <p>
        <strong>{name}</strong>
        <span>
          {left.toLocaleString('en')} of {limit.toLocaleString('en')} left
        </span>
      </p>
      <div
        class={`dots ${closedForMs > 0 ? 'closed' : ''}`}
        role="img"
        aria-label={`${calls.length} of ${limit} used in the last minute`}
      >
        {dots.slice(0, MOST_DOTS).map((call, n) => (
          <svg
            aria-hidden="true"
            key={n}
            viewBox="0 0 20 20"
            class={call ? (call.freeInMs === undefined ? 'open' : 'used') : 'free'}
          >
            <circle cx="10" cy="10" r="8" class="ring" />
            {call && <circle cx="10" cy="10" r="5" class="dot" />}
            {call?.freeInMs !== undefined && (
              <circle
                cx="10"
                cy="10"
                r="8"
                class="arc"
                pathLength={1}
                stroke-dasharray={`${Math.min(1, call.freeInMs / windowMs)} 1`}
              />
            )}
          </svg>
        ))}
      </div>
      <p class={nextInMs > 0 ? 'soon' : ''} data-testid={`next-${one}`}>
        {next}
        {waiting > 0 ? `, ${waiting.toLocaleString('en')} in line` : ''}
      </p>
    </div>
  )
}
