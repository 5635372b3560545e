import type { Scenario } from '../scenario.ts'
import type { World } from '../world/world.ts'

/** Those callers leave who can. */
const leave = {
  name: 'callers of A leave',
  happen({ a }: World) {
    for (const { controller } of a.asks) controller?.abort(new Error('left'))
  },
}

/** Callers give up at any moment. */
export const leaving: readonly Scenario[] = [
  {
    name: 'all-leave-login',
    start({ a, b }) {
      const controller = new AbortController()
      a.ask({ controller })
      a.ask({ controller })
      b.ask()
    },
    action: leave,
    logins: 1,
    refreshes: 0,
  },
  {
    name: 'one-leaves-login',
    start({ a, b }) {
      a.ask()
      a.ask({ controller: new AbortController() })
      b.ask()
    },
    action: leave,
    logins: 1,
    refreshes: 0,
  },
  {
    name: 'all-leave-refresh',
    heldForMs: 5 * 60_000,
    start({ a, b }) {
      const rejected = a.livingToken
      a.ask({ controller: new AbortController(), ...(rejected !== undefined && { rejected }) })
      b.ask(rejected === undefined ? {} : { rejected })
    },
    action: leave,
    logins: 0,
    refreshes: 1,
  },
]
