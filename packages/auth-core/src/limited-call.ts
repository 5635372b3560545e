import type { Budget } from './budget.ts'
import type { Place } from './call-log.ts'
import type { Clock } from './clock.ts'
import { PagamioAuthError } from './errors.ts'
import type { AcquisitionReason, Emit, LimitedEndpoint } from './events.ts'
import type { Flight } from './flight.ts'
import { type Moment, momentOf } from './held-token.ts'
import { type Answer, CALL_DEADLINE_MS, type TokenEndpoint } from './token-endpoint.ts'
import type { PermitSettlement } from './token-store.ts'

/** What a call needs from around it. */
export interface LimitedCallParts {
  readonly clock: Clock
  readonly budget: Budget
  readonly origin: string
  readonly endpoint: TokenEndpoint
  readonly emit: Emit
}

/** What one call came to, with the moment it was sent: lives are counted from there. */
export interface Sent {
  readonly endpoint: LimitedEndpoint
  readonly answer: Exclude<Answer, { kind: 'limited' }>
  readonly sentAt: Moment
}

/**
 * Makes one call to a limited endpoint: waits for a permit, sends, settles the permit by the answer. A 429 closes the
 * endpoint and the same call waits for the next permit. `undefined`: the flight was stopped before it could be sent.
 */
export async function callLimited(
  parts: LimitedCallParts,
  flight: Flight,
  reason: AcquisitionReason,
  endpoint: LimitedEndpoint,
  send: () => Promise<Answer>,
): Promise<Sent | undefined> {
  const { clock, emit } = parts
  const budget = parts.budget.endpoint(parts.origin, endpoint)
  let limited: PagamioAuthError | undefined
  for (;;) {
    const place: Place = {
      id: crypto.randomUUID(),
      get background() {
        return flight.background
      },
      keptUntil: Number.POSITIVE_INFINITY,
    }
    const granted = await budget.permit(place, CALL_DEADLINE_MS, flight.stopped, (ms) =>
      flight.blockFor(ms, limited ?? overBudget(endpoint)),
    )
    if (!granted) return undefined
    const settle = (outcome: PermitSettlement['outcome'], closedForMs = 0) =>
      budget.settle({ id: place.id, outcome, closedForMs })
    if (flight.stopped.aborted) {
      settle('unused')
      return undefined
    }
    flight.send(CALL_DEADLINE_MS)
    emit({ type: 'acquiring', endpoint, reason })
    const sentAt = momentOf(clock)
    const answer = await send()
    if (answer.kind !== 'limited') {
      settle(answer.kind === 'token' ? 'success' : answer.kind === 'unanswered' ? 'unanswered' : 'answered')
      return { endpoint, answer, sentAt }
    }
    const forMs = budget.closedFor(answer.retryAfterMs)
    settle('closed', forMs)
    limited = answer.error
    emit({ type: 'endpoint_closed', endpoint, forMs })
    flight.unsend()
  }
}

const overBudget = (endpoint: LimitedEndpoint): PagamioAuthError =>
  new PagamioAuthError('rate_limited', `No ${endpoint} may be sent yet: the limit for this address is used up.`)
