import type { EndpointStatus } from '../limit/endpoint-status.ts'
import { type PagamioAuthStatus, statusOf } from '../observe/status.ts'
import type { StoreStatus } from '../observe/store-status.ts'
import type { Event } from '../token/transition.ts'
import type { ReplayedStep } from './replay-incident.ts'

/** Permits are decided elsewhere, so that a recording knows nothing of them. */
const notRecorded: EndpointStatus = {
  limit: 0,
  windowMs: 0,
  calls: [],
  closedForMs: 0,
  left: 0,
  nextInMs: 0,
  waiting: 0,
}

/**
 * The status of a merchant after one step of a replay, as `status()` would have returned it. Not all of it is recorded:
 * `account` is the number in the file, `environment` and the store's `kind` are `recorded`, its `latency` is `undefined`,
 * `waiting` is 1 for any number of callers, and `budget` is empty.
 * @param steps of `replayIncident`
 * @param index the place in `steps`, from 0
 * @throws RangeError where there is no such step
 * @example const last = statusOfStep(steps, steps.length - 1)
 */
export function statusOfStep(steps: readonly ReplayedStep[], index: number): PagamioAuthStatus {
  const step = steps[index]
  if (!step) throw new RangeError('There is no step of that number.')
  const { merchant, now, state } = step
  return statusOf(state, {
    account: `merchant ${merchant}`,
    environment: 'recorded',
    waiting: state.flight?.wanted ? 1 : 0,
    store: state.rules.store === 'none' ? undefined : storeAt(steps, index, merchant),
    budget: { login: notRecorded, refresh: notRecorded },
    now,
  })
}

function storeAt(steps: readonly ReplayedStep[], index: number, merchant: number): StoreStatus {
  const asked = steps
    .slice(0, index + 1)
    .filter((step) => step.merchant === merchant && storeAnswered(step.event) !== undefined)
  const failed = asked.slice(asked.findLastIndex(({ event }) => storeAnswered(event)) + 1)
  return {
    kind: 'recorded',
    state: failed.length > 0 ? 'failing' : 'working',
    failingSince: failed[0]?.now.wall,
    latency: undefined,
  }
}

/** Whether the store answered; `undefined` where the event says nothing of it. */
function storeAnswered(event: Event): boolean | undefined {
  switch (event.type) {
    case 'looked':
      return event.found !== undefined
    case 'leased':
      return event.given !== undefined
    case 'marked':
      return event.done !== undefined
    default:
      return undefined
  }
}
