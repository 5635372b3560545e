import type { Scenario } from '../scenario.ts'
import type { World } from '../world/world.ts'
import { reportRejected } from './renewals.ts'

const replace = (username: string, password: string) => ({
  name: 'A gets new credentials',
  happen: ({ a }: World) => a.replaceCredentials({ username, password }),
})

const replaceInBoth = {
  name: 'both get new credentials',
  happen({ instances }: World) {
    for (const instance of instances) instance.replaceCredentials({ username: 'merchant', password: 'second' })
  },
}

function askAll({ a, b }: World): void {
  a.ask()
  a.ask({ controller: new AbortController() })
  b.ask()
}

/** An instance is given other credentials, at any moment: what a login with the old ones brings is of no use. */
export const replacing: readonly Scenario[] = [
  { name: 'replaced-in-login', start: askAll, action: replace('merchant', 'second'), logins: 3, refreshes: 0 },
  { name: 'other-account-in-login', start: askAll, action: replace('other', 'first'), logins: 3, refreshes: 0 },
  { name: 'replaced-in-both', start: askAll, action: replaceInBoth, logins: 2, refreshes: 0 },
  {
    name: 'replaced-in-refresh',
    heldForMs: 5 * 60_000,
    start: reportRejected,
    action: replace('merchant', 'second'),
    // One for the new credentials; and one if the mark was set and the call given up.
    logins: 2,
    refreshes: 1,
  },
]
