import { PagamioAuthError } from '../errors/errors.ts'
import type { Budget } from '../limit/budget.ts'
import type { Place } from '../limit/sliding-window.ts'
import type { AcquisitionReason, Emit, LimitedEndpoint } from '../observe/events.ts'
import type { Clock } from '../platform/clock.ts'
import type { Lease } from '../share/lease.ts'
import { PermitLine } from '../share/shared-permit.ts'
import type { TokenShelf } from '../share/store-session.ts'
import type { PermitSettlement } from '../share/token-store.ts'
import { type Moment, momentOf } from '../token/held-token.ts'
import type { Flight } from './flight.ts'
import { type Answer, CALL_DEADLINE_MS, type TokenEndpoint } from './token-endpoint.ts'

/** What a call needs from around it. */
export interface LimitedCallParts {
  readonly clock: Clock
  readonly budget: Budget
  readonly origin: string
  readonly endpoint: TokenEndpoint
  readonly shelf: TokenShelf
  readonly emit: Emit
}

/** What one call came to, with the moment it was sent: lives are counted from there. */
export interface Sent {
  readonly endpoint: LimitedEndpoint
  readonly answer: Exclude<Answer, { kind: 'limited' }>
  readonly sentAt: Moment
  /** The lease was lost meanwhile: another process may have landed since. */
  readonly overtaken: boolean
}

/**
 * Makes one call to a limited endpoint: waits for a permit, sends, settles the permit by the answer. A 429 closes the
 * endpoint and the same call waits for the next permit. `undefined`: the flight was stopped, or lost its lease, before it
 * could be sent.
 */
export async function callLimited(
  parts: LimitedCallParts,
  flight: Flight,
  reason: AcquisitionReason,
  endpoint: LimitedEndpoint,
  lease: Lease | undefined,
  send: () => Promise<Answer>,
): Promise<Sent | undefined> {
  const { clock, emit } = parts
  const line = new PermitLine({ ...parts, budget: parts.budget.endpoint(parts.origin, endpoint), endpoint })
  let limited: PagamioAuthError | undefined
  for (;;) {
    const place: Place = {
      id: crypto.randomUUID(),
      get background() {
        return flight.background
      },
      keptUntil: Number.POSITIVE_INFINITY,
    }
    const granted = await line.permit(place, CALL_DEADLINE_MS, flight, (ms) =>
      flight.blockFor(ms, limited ?? overBudget(endpoint)),
    )
    // Who lost the lease (stopped for long, or the store forgot it) must not spend what another process has spent.
    const mayGo = granted && (lease?.ours ?? true) && !flight.stopped.aborted
    if (!mayGo) {
      line.settle(place, 'unused')
      return undefined
    }
    flight.send(CALL_DEADLINE_MS)
    emit({ type: 'acquiring', endpoint, reason })
    const sentAt = momentOf(clock)
    const answer = await send()
    if (answer.kind !== 'limited') {
      line.settle(place, outcomeOf(answer))
      return { endpoint, answer, sentAt, overtaken: lease !== undefined && !lease.ours }
    }
    const forMs = line.closedFor(answer.retryAfterMs)
    line.settle(place, 'closed', forMs)
    limited = answer.error
    emit({ type: 'endpoint_closed', endpoint, forMs })
    flight.unsend()
  }
}

/** What never left costs nobody a call. */
function outcomeOf(answer: Sent['answer']): PermitSettlement['outcome'] {
  if (answer.kind === 'token') return 'success'
  return answer.kind !== 'unanswered' ? 'answered' : answer.mayBeSpent ? 'unanswered' : 'unused'
}

const overBudget = (endpoint: LimitedEndpoint): PagamioAuthError =>
  new PagamioAuthError('rate_limited', `No ${endpoint} may be sent yet: the limit for this address is used up.`)
