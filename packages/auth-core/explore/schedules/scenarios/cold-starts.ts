import type { Scenario } from '../scenario.ts'

/** Nobody has a token. */
export const coldStarts: readonly Scenario[] = [
  {
    name: 'cold-start',
    credentialsFunction: true,
    start({ a, b }) {
      for (const instance of [a, b]) {
        instance.ask()
        instance.ask({ controller: new AbortController() })
      }
    },
    logins: 1,
    refreshes: 0,
  },
  {
    name: 'restore-during-login',
    start({ a, b }) {
      a.ask()
      b.ask()
    },
    action: {
      name: 'A and B restore',
      happen({ a, b }) {
        a.restore()
        b.restore()
      },
    },
    logins: 1,
    refreshes: 0,
  },
]
