import type { EndpointBudget } from '../limit/endpoint-budget.ts'
import type { Listeners } from '../observe/events.ts'
import type { State } from '../token/state.ts'
import type { KnownCredentials } from './credentials.ts'

/** All that is known of one merchant. An instance works on it; one that is made later goes on where that one stopped. */
export interface Merchant extends KnownCredentials {
  state: State
  /** The listeners of this merchant, if there are any. */
  listeners?: Listeners
  /** What was bought, since something was. */
  purchases?: EndpointBudget
}
