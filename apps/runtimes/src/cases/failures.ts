import type { AccessToken, PagamioAuth } from '@pagamio/auth-core'
import type { Case } from '../case.ts'

export const failureCases: readonly Case[] = [
  {
    name: 'a wrong password costs one call, then the same error at once',
    async run({ auth, control, equal, failsWith, ok }) {
      const pagamio = auth({ credentials: { ...control.credentials, password: 'wrong' } })
      const first = await failsWith('invalid_credentials', pagamio.getToken())
      const again = await failsWith('invalid_credentials', pagamio.fetch('/products/categories'))
      ok(again === first, 'it is the same error')
      equal(
        (await control.log()).map(({ endpoint, status }) => `${endpoint} ${status}`),
        ['login 401'],
        'requests',
      )
    },
  },
  {
    name: 'setCredentials() lifts a refusal at once',
    async run({ auth, control, equal, failsWith }) {
      const pagamio = auth({ credentials: { ...control.credentials, password: 'wrong' } })
      await failsWith('invalid_credentials', pagamio.getToken())
      pagamio.setCredentials(control.credentials)
      equal((await pagamio.fetch('/products/categories')).status, 200, 'status')
      equal(
        (await control.log()).map(({ endpoint, status }) => `${endpoint} ${status}`),
        ['login 401', 'login 200', 'categories 200'],
        'requests',
      )
    },
  },
  {
    name: 'a login answered by a gzip bomb is an unexpected response, and is not swallowed',
    async run({ auth, control, equal, failsWith, ok }) {
      await control.failNext('login', { kind: 'gzip-bomb' })
      const error = await failsWith('unexpected_response', afterFirstTry(auth()))
      ok(error.message.includes('64 KiB'), `"${error.message}" names the limit`)
      equal(
        (await control.log()).map(({ fault }) => fault),
        ['gzip-bomb'],
        'faults seen',
      )
    },
  },
  {
    name: 'a token endpoint that hangs is a timeout for the caller, who is let go',
    async run({ auth, control, equal, failsWith }) {
      await control.failNext('login', { kind: 'hang' })
      const pagamio = auth({ timeoutMs: 100 })
      await failsWith('timeout', pagamio.getToken())
      await failsWith('timeout', pagamio.getToken({ timeoutMs: 0 }))
      const reason = new Error('the visitor left')
      const left = pagamio.getToken({ signal: AbortSignal.abort(reason) }).catch((error: unknown) => error)
      equal((await left) === reason, true, "a caller's own abort is passed on")
      equal(pagamio.status().waiting, 0, 'callers still waiting')
      equal(
        (await control.log()).map(({ endpoint, fault }) => `${endpoint} ${fault}`),
        ['login hang'],
        'requests',
      )
    },
  },
  {
    name: 'a token endpoint that cannot be reached is unavailable, in our words',
    async run({ auth, baseUrl, control, equal, failsWith, ok }) {
      await control.close()
      const error = await failsWith('endpoint_unavailable', afterFirstTry(auth()))
      ok(error.message.includes(new URL(baseUrl).host), `"${error.message}" names the host`)
      equal(error.retryAfterMs === undefined, false, 'no word on when to ask again')
      equal(await control.count(), 0, 'requests')
    },
  },
]

/** What somebody without time is told between the first try and the second, while somebody else waits for that one. */
async function afterFirstTry(pagamio: PagamioAuth): Promise<AccessToken> {
  const failed = new Promise<void>((resolve) => {
    pagamio.subscribe(({ type }) => {
      if (type === 'acquisition_failed') resolve()
    })
  })
  await Promise.race([failed, pagamio.getToken()])
  return pagamio.getToken({ timeoutMs: 0 })
}
