import type { Scenario } from '../scenario.ts'
import type { World } from '../world/world.ts'
import { reportRejected } from './renewals.ts'

const close = { name: 'A is closed', happen: ({ a }: World) => a.close() }

/** An instance is closed at any moment. */
export const closing: readonly Scenario[] = [
  {
    name: 'closed-in-login',
    start({ a, b }) {
      a.ask()
      a.ask({ controller: new AbortController() })
      b.ask()
    },
    action: close,
    logins: 1,
    refreshes: 0,
  },
  // Closed between the mark and the call, it leaves a mark that nobody may send by: that costs a login.
  { name: 'closed-in-refresh', heldForMs: 5 * 60_000, start: reportRejected, action: close, logins: 1, refreshes: 1 },
]
