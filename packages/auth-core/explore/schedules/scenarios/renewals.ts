import type { Scenario } from '../scenario.ts'
import type { World } from '../world/world.ts'

const MINUTE = 60_000
/** A caller in the last window waits so long at most. */
const GRACE_MS = 1_000

/** The API has answered 401 to the token that both hold. */
export function reportRejected({ a, b }: World): void {
  const rejected = a.livingToken
  for (const instance of [a, b]) instance.ask(rejected === undefined ? {} : { rejected })
}

/** Both hold a token, and need another one. */
export const renewals: readonly Scenario[] = [
  {
    name: 'renew-ahead',
    credentialsFunction: true,
    heldForMs: 26 * MINUTE,
    start({ a, b }) {
      a.ask({ withinMs: 0 })
      b.ask({ withinMs: 0 })
    },
    logins: 0,
    refreshes: 1,
  },
  {
    name: 'must-renew-refresh-hangs',
    shallow: true,
    heldForMs: 29.75 * MINUTE,
    start({ a, b, server }) {
      server.hanging = 'refresh'
      a.ask({ withinMs: GRACE_MS })
      b.ask({ withinMs: GRACE_MS })
    },
    // Once the token has died.
    logins: 1,
    refreshes: 1,
  },
  { name: 'rejected-in-both', heldForMs: 5 * MINUTE, start: reportRejected, logins: 0, refreshes: 1 },
  {
    name: 'refresh-answer-lost',
    heldForMs: 5 * MINUTE,
    start(world) {
      world.server.losesRefreshAnswer = true
      reportRejected(world)
    },
    logins: 0,
    refreshes: 1,
  },
  {
    name: 'short-lived',
    shallow: true,
    heldForMs: 16 * MINUTE,
    start({ a, b }) {
      a.ask({ minTtlMs: 20 * MINUTE })
      a.ask({ minTtlMs: 10 * MINUTE })
      b.ask({ minTtlMs: 20 * MINUTE })
    },
    logins: 0,
    refreshes: 1,
  },
]
