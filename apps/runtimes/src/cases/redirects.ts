import type { Case } from '../case.ts'

const PATH = '/products/categories'

export const redirectCases: readonly Case[] = [
  {
    name: 'a GET redirected within our base is followed, with the token',
    async run({ auth, baseUrl, control, equal }) {
      await control.failNext('categories', { kind: 'redirect', status: 302, location: `${baseUrl}${PATH}?page=2` })
      const { status, redirected } = await auth().fetch(PATH)
      equal([status, redirected], [200, true], 'status, and whether it was redirected')
      equal(
        (await control.log('categories')).map(({ status, authorization }) => `${status} ${authorization}`),
        ['302 bearer', '200 bearer'],
        'sends',
      )
    },
  },
  {
    name: 'a GET redirected to another host is handed on, and nothing arrives there',
    async run({ auth, control, elsewhere, equal }) {
      const other = await elsewhere()
      const location = `${other.baseUrl}${PATH}`
      await control.failNext('categories', { kind: 'redirect', status: 302, location })
      const response = await auth().fetch(PATH)
      equal([response.status, response.headers.get('location')], [302, location], 'what the caller gets')
      equal(await control.count('categories'), 1, 'sends to us')
      equal(await other.count(), 0, 'requests there')
      await fetch(location)
      equal(await other.count(), 1, 'requests there by one who does go')
    },
  },
  {
    name: 'where the caller says follow, a GET goes on to another host without the token, and a POST nowhere',
    async run({ auth, control, elsewhere, equal }) {
      const other = await elsewhere()
      const location = `${other.baseUrl}${PATH}`
      const pagamio = auth()
      await control.failNext('categories', { kind: 'redirect', status: 302, location })
      equal((await pagamio.fetch(PATH, { redirect: 'follow' })).status, 401, 'status there')
      await control.failNext('categories', { kind: 'redirect', status: 307, location })
      equal(
        (await pagamio.fetch(PATH, { method: 'POST', body: 'x', redirect: 'follow' })).status,
        307,
        'status of the POST',
      )
      equal(
        (await other.log()).map(({ method, authorization }) => `${method} ${authorization}`),
        ['GET none'],
        'requests there',
      )
    },
  },
  ...((['elsewhere', 'here'] as const).map((where) => ({
    name: `a login redirected ${where} is never followed`,
    async run({ auth, baseUrl, control, elsewhere, equal, failsWith }) {
      const other = await elsewhere()
      const location = `${where === 'here' ? baseUrl : other.baseUrl}/auth/token`
      await control.failNext('login', { kind: 'redirect', location })
      await failsWith('unexpected_response', auth().getToken())
      equal(
        (await control.log()).map(({ endpoint, status }) => `${endpoint} ${status}`),
        ['login 307'],
        'requests',
      )
      equal(await other.count(), 0, 'requests there')
    },
  })) satisfies readonly Case[]),
  {
    name: 'an absolute URL that is not ours is fetched without a token',
    async run({ auth, control, elsewhere, equal }) {
      const other = await elsewhere()
      const pagamio = auth()
      await pagamio.getToken()
      equal((await pagamio.fetch(`${other.baseUrl}${PATH}`)).status, 401, 'status there')
      equal(
        (await other.log()).map(({ endpoint, authorization }) => `${endpoint} ${authorization}`),
        ['categories none'],
        'requests there',
      )
      equal(await control.count(), 1, 'requests here')
    },
  },
]
