import { memoryStore, type TokenStore } from '@pagamio/auth-core'
import type { Case } from '../case.ts'

export const sharingCases: readonly Case[] = [
  {
    name: 'a hundred cold callers at once cost one login',
    async run({ auth, control, equal, ok }) {
      const pagamio = auth()
      const tokens = await Promise.all(Array.from({ length: 100 }, () => pagamio.getToken()))
      equal(new Set(tokens.map((token) => token.value)).size, 1, 'different tokens')
      const [login, ...more] = await control.log()
      equal(more.length, 0, 'requests after the first')
      equal([login?.endpoint, login?.outcome, login?.authorization], ['login', 'ok', 'none'], 'the first')
      ok(login?.bodyHash !== undefined, 'the login carried a body')
    },
  },
  {
    name: 'a held token costs no call',
    async run({ auth, control, equal }) {
      const pagamio = auth()
      const first = await pagamio.getToken()
      for (let call = 0; call < 200; call++) equal((await pagamio.getToken()).value, first.value, 'the token')
      equal(await control.count(), 1, 'requests')
    },
  },
  {
    name: 'two instances with one memory store cost one login, and the store holds no readable token',
    async run({ auth, control, equal, ok }) {
      const inner = memoryStore()
      const stored: string[] = []
      const store: TokenStore = {
        ...inner,
        setIfNewer(slot, entry, call) {
          stored.push(entry.text)
          return inner.setIfNewer(slot, entry, call)
        },
      }
      const one = auth({ store })
      const token = await one.getToken()
      await one.close()
      equal(stored.length, 1, 'saves')
      ok(
        stored.every((text) => text.length > token.value.length && !text.includes(token.value)),
        'it is sealed',
      )

      const two = auth({ store })
      equal((await two.getToken()).value, token.value, 'the token of the second')
      equal((await two.fetch('/products/categories')).status, 200, 'its status')
      equal(await control.count('login'), 1, 'logins')
    },
  },
  {
    name: 'a closed instance starts nothing and says so',
    async run({ auth, control, equal, failsWith }) {
      const pagamio = auth()
      await pagamio.getToken()
      await pagamio.close()
      await failsWith('closed', pagamio.getToken())
      await failsWith('closed', pagamio.fetch('/products/categories'))
      equal(await control.count(), 1, 'requests')
    },
  },
]
